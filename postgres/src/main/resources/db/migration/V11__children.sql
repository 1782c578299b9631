-- A run that was called tells its end to the run that called it, and a run that is cancelled tells
-- those that it called: by commands, written in the transaction of what they follow from.
GRANT INSERT ON command TO ${journal};
