package dev.treadle.simulation;

/** A bug that the world can have, in order to see that it is found. */
enum PlantedBug {
  /** There is none. */
  NONE,
  /** The database takes what a replica writes whose lease is lost. */
  NO_FENCE,
  /** Runs are taken over while the one who had them may still write. */
  TAKEOVER_KEEPS_EPOCH,
  /** A run whose time has come is given to whoever asks. */
  DOUBLE_CLAIM,
  /** Of the runs that are taken over one is not told to the one who takes them. */
  TAKEOVER_LOSES_RUN,
  /** What was claimed without an answer is not told afterwards. */
  CLAIM_FORGOTTEN,
  /** A journal is read without its last frame. */
  LOAD_DROPS_LAST_FRAME,
  /** Row and frame are two commits. */
  ROW_BEFORE_FRAME,
  /** A row that waits does not say until when. */
  WAKE_TIME_LOST,
  /** What is sent again after an error is written again. */
  RESEND_WRITES_TWICE,
  /** An append is told to be durable when it is queued. */
  ACKNOWLEDGED_WHEN_QUEUED,
  /** A frame without a row is told to be durable when it is queued: an effect may come before. */
  INTENT_NOT_AWAITED,
  /** A commit that failed is told to be durable. */
  ERROR_SWALLOWED,
  /** Of the appends of a batch only the first is written. */
  BATCH_CUT,
  /** A frame is written without its last event. */
  FRAME_TORN,
  /** The replicas' clock is ahead of the database's. */
  EARLY_CLOCK,
  /** Deadlines come too soon. */
  DEADLINE_EARLY,
  /** The pause before a retry is shorter than the definition says. */
  PAUSE_CUT,
  /** The pause before a retry is over when its process is lost. */
  PAUSE_FORGOTTEN,
  /** Of a run that is taken over it is not told that its owner was lost. */
  CRASH_CONCEALED,
  /** Deadlines are never kept. */
  DEADLINE_LOST,
  /** An effect is done twice in one attempt. */
  EFFECT_REPEATED,
  /** A command is taken and forgotten. */
  COMMAND_DROPPED,
  /** The slots of a lost replica are free, though its runs go on elsewhere. */
  SLOT_FREED_WITH_LEASE,
  /** A slot is given to whoever asks. */
  SLOT_GIVEN_TWICE,
  /** A slot of a run that never came to be is not free again. */
  LOST_SLOT_KEPT,
  /** The end of a child is told before it is durable. */
  CHILD_END_TOLD_EARLY,
  /** The end of a child is not told. */
  CHILD_END_LOST,
  /** What a run has for others is written after what it follows from. */
  LETTERS_APART,
  /** A child that nobody waits for any more is not told so. */
  CHILD_NOT_CANCELLED,
  /** A child that exists is begun again. */
  CHILD_OVERLOOKED,
  /** A call that is read back has a new child. */
  CHILD_ID_FORGOTTEN,
  /** The caller is told of a run before it is durable. */
  ACCEPTED_TOO_EARLY
}
