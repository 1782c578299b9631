-- A run that is driven has one place in an index by that, not two: its organization lists it there, and
-- who takes over looks among all that are owned. What ends or waits is nobody's.
DROP INDEX execution_open;
DROP INDEX execution_running;
CREATE INDEX execution_owned ON execution (organization_id, id) WHERE owner IS NOT NULL;

-- Ids of workflows are unique without the organization, which every query names all the same.
DROP INDEX execution_of_workflow;
CREATE INDEX execution_of_workflow ON execution (workflow_id, id DESC);
