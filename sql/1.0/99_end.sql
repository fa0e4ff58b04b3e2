-- The shared column sets have served.

DROP TABLE crm._lookup_columns, crm._standard_columns, crm._ai_columns;
