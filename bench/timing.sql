-- Time, for the benchmarks: \ir timing.sql.
--
--   pg_temp.cpu_ms()                       milliseconds that this backend has spent on a processor; what else the machine does
--                                          counts less.  Steps of some milliseconds: for what takes a tenth of a second.
--   pg_temp.best_cpu_ms(statement, times)  the least that a statement took of them
--   pg_temp.best_ms(statement, times)      the same by the clock, for what is short
--
-- Where the system does not tell (it does on Linux, to a superuser), cpu_ms is the clock.

CREATE FUNCTION pg_temp.cpu_ms() RETURNS numeric LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN split_part(pg_read_file('/proc/self/schedstat', 0, 100), ' ', 1)::numeric / 1000000;
EXCEPTION WHEN insufficient_privilege OR undefined_file THEN
  RETURN extract(epoch FROM clock_timestamp()) * 1000;
END $$;

CREATE FUNCTION pg_temp.best_cpu_ms(statement text, times int) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  best numeric;
  started numeric;
BEGIN
  FOR i IN 1..times LOOP
    started := pg_temp.cpu_ms();
    EXECUTE statement;
    best := least(best, pg_temp.cpu_ms() - started);
  END LOOP;
  RETURN round(best, 1);
END $$;

CREATE FUNCTION pg_temp.best_ms(statement text, times int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
  best float8;
  started timestamptz;
BEGIN
  FOR i IN 1..times LOOP
    started := clock_timestamp();
    EXECUTE statement;
    best := least(best, extract(epoch FROM clock_timestamp() - started) * 1000);
  END LOOP;
  RETURN best;
END $$;
