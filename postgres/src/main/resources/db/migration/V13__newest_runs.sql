-- The newest runs of a workflow are asked for with the organization. An index without it looks dear
-- enough for a plan that reads all runs of the workflow and sorts them, if it is made while there
-- are few, and it is kept when there are many.
DROP INDEX execution_of_workflow;
CREATE INDEX execution_of_workflow ON execution (organization_id, workflow_id, id DESC);
