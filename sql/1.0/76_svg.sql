-- Charts as SVG: text that psql writes to a file and a browser shows, in light and in dark.
--
-- The functions that begin with an underscore draw what they are given; crm.chart_svg, at the end, asks the reports and
-- hands their answers on.  Texts are escaped and all in ASCII, so that no encoding on the way spoils a file.

CREATE FUNCTION crm._svg_escape(value text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  safe text := '';
  letter text;
  utf8 bytea;
  code int;
BEGIN
  IF value ~ '^[ -~]*$' AND value !~ '[&<>"'']' THEN
    RETURN value;
  END IF;
  FOREACH letter IN ARRAY regexp_split_to_array(value, '') LOOP
    IF letter ~ '^[ -~]$' AND letter !~ '[&<>"'']' THEN
      safe := safe || letter;
      CONTINUE;
    END IF;
    -- As a character reference: its number in Unicode, whatever the database's encoding is.
    utf8 := CASE WHEN getdatabaseencoding() = 'SQL_ASCII' AND letter !~ '^[ -~]$' THEN '' ELSE convert_to(letter, 'UTF8') END;
    code := CASE length(utf8)
      WHEN 1 THEN get_byte(utf8, 0)
      WHEN 2 THEN (get_byte(utf8, 0) & 31) * 64 + (get_byte(utf8, 1) & 63)
      WHEN 3 THEN (get_byte(utf8, 0) & 15) * 4096 + (get_byte(utf8, 1) & 63) * 64 + (get_byte(utf8, 2) & 63)
      WHEN 4 THEN (get_byte(utf8, 0) & 7) * 262144 + (get_byte(utf8, 1) & 63) * 4096 + (get_byte(utf8, 2) & 63) * 64
                  + (get_byte(utf8, 3) & 63)
      ELSE 0 END;
    -- Control characters, and two that are none, may not stand in XML even so.
    safe := safe || CASE WHEN code < 32 OR code BETWEEN 127 AND 159 OR code IN (65534, 65535) THEN ' '
                         ELSE '&#' || code || ';' END;
  END LOOP;
  RETURN safe;
END
$$;
COMMENT ON FUNCTION crm._svg_escape(text) IS
  'a text as it may stand in XML, between tags and in attributes, in ASCII; characters that XML has no place for become blanks';

CREATE FUNCTION crm._svg_text(x numeric, y numeric, class text, value text, most int DEFAULT 200) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  shown text := value;
BEGIN
  -- Letters of several bytes are wide ones, as a rule.
  WHILE length(shown) + octet_length(shown) > 2 * greatest(most, 4) LOOP
    shown := left(shown, greatest(length(shown) - 1 - (length(shown) + octet_length(shown) - 2 * greatest(most, 4)) / 6, 0));
  END LOOP;
  IF shown <> value THEN
    shown := rtrim(left(shown, -2)) || '...';
  END IF;
  RETURN format('<text x="%s" y="%s" class="%s">%s</text>' || chr(10), round(x, 1), round(y, 1), class, crm._svg_escape(shown));
END
$$;
COMMENT ON FUNCTION crm._svg_text(numeric, numeric, text, text, int) IS
  'a text element at a place, cut to the room of at most so many letters; classes are those of crm._svg_page';

CREATE FUNCTION crm._svg_rect(x numeric, y numeric, width numeric, height numeric, class text, tip text DEFAULT '') RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN format('<rect x="%s" y="%s" width="%s" height="%s" rx="3" class="%s"', round(x, 1), round(y, 1),
                round(greatest(width, 0), 1), round(greatest(height, 0), 1), class)
         || CASE tip WHEN '' THEN '/>' ELSE format('><title>%s</title></rect>', crm._svg_escape(tip)) END || chr(10);
END
$$;
COMMENT ON FUNCTION crm._svg_rect(numeric, numeric, numeric, numeric, text, text) IS
  'a box with rounded corners; the tip appears under the mouse';

CREATE FUNCTION crm._svg_page(width int, height int, title text, subtitle text, body text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN format('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$s %2$s" width="%1$s" height="%2$s" role="img">', width, height)
    || format('<title>%s</title>', crm._svg_escape(title)) || $css$
<style>
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #334155 }
.page { fill: #ffffff }
.title { font-size: 20px; font-weight: 600; fill: #0f172a }
.quiet { fill: #64748b; font-size: 12px }
.end { text-anchor: end }
.mid { text-anchor: middle }
.strong { font-weight: 600 }
.word { font-size: 16px; text-anchor: middle; fill: #64748b }
.grid { stroke: #e2e8f0; stroke-width: 1 }
.base { stroke: #94a3b8; stroke-width: 1 }
.mark { stroke: #b45309; stroke-width: 2.5 }
.s0, .best { fill: #dbeafe } .s1 { fill: #93c5fd } .s2 { fill: #3b82f6 } .s3, .won { fill: #16a34a }
.weighted { fill: #3b82f6 } .none { fill: #f1f5f9 } .blank { fill: none; stroke: #e2e8f0; stroke-dasharray: 3 3 }
.h0 { fill: #eff6ff } .h1 { fill: #dbeafe } .h2 { fill: #bfdbfe } .h3 { fill: #93c5fd }
.h4 { fill: #60a5fa } .h5 { fill: #2563eb } .h6 { fill: #1e3a8a }
.t0, .t1, .t2, .t3, .t4 { fill: #1e293b } .t5, .t6 { fill: #ffffff }
.cell { text-anchor: middle; font-size: 12px }
@media (prefers-color-scheme: dark) {
text { fill: #cbd5e1 }
.page { fill: #0f172a }
.title { fill: #f1f5f9 }
.quiet, .word { fill: #94a3b8 }
.grid { stroke: #334155 }
.base { stroke: #64748b }
.mark { stroke: #fbbf24 }
.s0, .best { fill: #1e3a5f } .s1 { fill: #2f6fb3 } .s2, .weighted { fill: #60a5fa } .s3, .won { fill: #22c55e }
.none { fill: #1e293b } .blank { stroke: #334155 }
.h0 { fill: #172554 } .h1 { fill: #1e3a6e } .h2 { fill: #1f4e8c } .h3 { fill: #2563a8 }
.h4 { fill: #4a94e0 } .h5 { fill: #7db8f7 } .h6 { fill: #cfe4ff }
.t0, .t1, .t2, .t3 { fill: #e2e8f0 } .t4, .t5, .t6 { fill: #0f172a }
}
</style>
$css$
    || format('<rect width="%s" height="%s" class="page"/>' || chr(10), width, height)
    || crm._svg_text(24, 38, 'title', title, (width - 48) / 13) || crm._svg_text(24, 60, 'quiet', subtitle, (width - 48) / 7)
    || body || '</svg>';
END
$$;
COMMENT ON FUNCTION crm._svg_page(int, int, text, text, text) IS
  'a whole SVG document: title, line below it, and what else is drawn, from 80 points below the top; colours for light and dark';

CREATE FUNCTION crm._short_money(amount numeric) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '$' || CASE WHEN amount >= 999500000 THEN trim_scale(round(amount / 1000000000, 1)) || 'B'
                     WHEN amount >= 999500 THEN trim_scale(round(amount / 1000000, 1)) || 'M'
                     WHEN amount >= 10000 THEN round(amount / 1000) || 'k'
                     WHEN amount >= 999.5 THEN trim_scale(round(amount / 1000, 1)) || 'k'
                     ELSE round(amount)::text END;
END;
COMMENT ON FUNCTION crm._short_money(numeric) IS 'US dollars in at most six characters: $950, $4.9k, $49k, $1.2M';

CREATE FUNCTION crm._percent(share numeric, digits int DEFAULT 0) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN round(100 * share, digits) || ' %';
COMMENT ON FUNCTION crm._percent(numeric, int) IS 'a share as people read it: 0.25 is 25 %';

-- ------------------------------------------------------------------ what is drawn

CREATE FUNCTION crm._svg_funnel(title text, subtitle text, steps text[], numbers bigint[]) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  most CONSTANT numeric := nullif(numbers[1], 0);
  body text := '';
  y int;
  length numeric;
BEGIN
  FOR i IN 1 .. cardinality(steps) LOOP
    y := 84 + (i - 1) * 68;
    length := coalesce(460 * numbers[i] / most, 0);
    body := body || crm._svg_text(124, y + 26, 'end', steps[i], 16)
      || crm._svg_rect(140, y, 460, 40, 'none') || crm._svg_rect(140, y, length, 40, 's' || (i - 1) % 4)
      || crm._svg_text(616, y + 26, 'strong', to_char(numbers[i], 'FM999,999,999,999'));
    IF most IS NOT NULL THEN
      body := body || crm._svg_text(776, y + 26, 'quiet end', crm._percent(numbers[i] / most, 1));
      IF i > 1 THEN
        body := body || crm._svg_text(140, y - 9, 'quiet', coalesce(crm._percent(numbers[i]::numeric / nullif(numbers[i - 1], 0), 1)
                                      || ' of those ' || steps[i - 1], ''));
      END IF;
    END IF;
  END LOOP;
  IF most IS NULL THEN
    body := body || crm._svg_text(370, 84 + 26 + (cardinality(steps) - 1) * 34, 'word', 'no leads');
  END IF;
  RETURN crm._svg_page(800, 84 + cardinality(steps) * 68, title, subtitle, body);
END
$$;
COMMENT ON FUNCTION crm._svg_funnel(text, text, text[], bigint[]) IS
  'bars below each other, as long as each number is of the first, with their shares of the first and of the one before';

CREATE FUNCTION crm._svg_forecast(title text, subtitle text, labels text[], won numeric[], weighted numeric[], committed numeric[],
                                  best numeric[]) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  n CONSTANT int := cardinality(labels);
  width CONSTANT int := greatest(760, 100 + n * 60);
  base CONSTANT int := 400;
  slot CONSTANT numeric := least((width - 100) / greatest(n, 1)::numeric, 150);
  bar CONSTANT numeric := least(slot * 0.62, 64);
  highest CONSTANT numeric := (SELECT max(w + b) FROM unnest(won, best) AS u (w, b));
  step numeric;
  scale numeric;  -- points a dollar
  x numeric;
  body text := '';
BEGIN
  -- Four to ten lines at 1, 2 or 5 times a power of ten, whole dollars.
  step := power(10::numeric, floor(log(greatest(coalesce(highest, 0), 4) / 4)));
  step := step * CASE WHEN highest / 4 > 5 * step THEN 5 WHEN highest / 4 > 2 * step THEN 2 ELSE 1 END;
  scale := 260 / (step * greatest(ceil(coalesce(highest, 0) / step), 4));
  FOR i IN 0 .. greatest(ceil(coalesce(highest, 0) / step), 4)::int LOOP
    body := body || format('<line x1="76" x2="%s" y1="%2$s" y2="%2$s" class="%3$s"/>' || chr(10), width - 24,
                           round(base - i * step * scale, 1), CASE i WHEN 0 THEN 'base' ELSE 'grid' END);
    IF highest > 0 THEN
      body := body || crm._svg_text(68, base - i * step * scale + 4, 'quiet end', crm._short_money(i * step));
    END IF;
  END LOOP;
  FOR i IN 1 .. n LOOP
    x := 76 + (i - 0.5) * slot - bar / 2;
    body := body
      || crm._svg_rect(x, base - (won[i] + best[i]) * scale, bar, (won[i] + best[i]) * scale, 'best',
                       format('%s: best case %s', labels[i], to_char(won[i] + best[i], 'FM$999,999,999,999')))
      || crm._svg_rect(x, base - (won[i] + weighted[i]) * scale, bar, weighted[i] * scale, 'weighted',
                       format('%s: weighted %s', labels[i], to_char(weighted[i], 'FM$999,999,999,999')))
      || crm._svg_rect(x, base - won[i] * scale, bar, won[i] * scale, 'won',
                       format('%s: won %s', labels[i], to_char(won[i], 'FM$999,999,999,999')));
    IF committed[i] > 0 THEN
      body := body || format('<line x1="%s" x2="%s" y1="%3$s" y2="%3$s" class="mark"/>' || chr(10), round(x - 4, 1), round(x + bar + 4, 1),
                             round(base - (won[i] + committed[i]) * scale, 1));
    END IF;
    body := body || crm._svg_text(x + bar / 2, base - (won[i] + best[i]) * scale - 8, 'mid strong',
                                  crm._short_money(won[i] + weighted[i]))
      || crm._svg_text(x + bar / 2, base + 20, 'quiet mid', labels[i]);
  END LOOP;
  IF n = 0 OR coalesce(highest, 0) = 0 THEN
    body := body || crm._svg_text(width / 2, base - 92, 'word', 'no deals');
  END IF;
  body := body || crm._svg_text(24, 106, 'quiet', 'premium, a year')
    || crm._svg_rect(width - 440, 95, 13, 13, 'won') || crm._svg_text(width - 421, 106, 'quiet', 'won')
    || crm._svg_rect(width - 370, 95, 13, 13, 'weighted') || crm._svg_text(width - 351, 106, 'quiet', 'weighted')
    || crm._svg_rect(width - 272, 95, 13, 13, 'best') || crm._svg_text(width - 253, 106, 'quiet', 'best case')
    || format('<line x1="%s" x2="%s" y1="102" y2="102" class="mark"/>' || chr(10), width - 172, width - 152)
    || crm._svg_text(width - 146, 106, 'quiet', 'won and committed')
    || crm._svg_text(24, base + 48, 'quiet', 'The number over a column is what was won and what is weighted.');
  RETURN crm._svg_page(width, base + 64, title, subtitle, body);
END
$$;
COMMENT ON FUNCTION crm._svg_forecast(text, text, text[], numeric[], numeric[], numeric[], numeric[]) IS
  'a column a month: what is won, on top of it what is weighted, behind both the best case, and a mark where won and committed end';

CREATE FUNCTION crm._svg_grid(title text, subtitle text, row_labels text[], row_notes text[], column_labels text[], column_title text,
                              shares numeric[], tips text[], cell_width int, digits_only boolean, word text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  rows CONSTANT int := cardinality(row_labels);
  columns CONSTANT int := cardinality(column_labels);
  low CONSTANT numeric := (SELECT min(s) FROM unnest(shares) AS s);
  high CONSTANT numeric := (SELECT max(s) FROM unnest(shares) AS s);
  left_edge CONSTANT int := CASE WHEN row_notes = '{}' THEN 72 ELSE 152 END;
  width CONSTANT int := greatest(560, left_edge + columns * cell_width + 24);
  bottom CONSTANT int := 132 + greatest(rows, 3) * 30;
  body text := crm._svg_text(left_edge, 96, 'quiet', column_title);
  share numeric;
  heat int;
  x int;
  y int;
BEGIN
  FOR c IN 1 .. columns LOOP
    body := body || crm._svg_text(left_edge + (c - 0.5) * cell_width, 120, 'quiet mid', column_labels[c]);
  END LOOP;
  FOR r IN 1 .. rows LOOP
    y := 132 + (r - 1) * 30;
    body := body || crm._svg_text(24, y + 18, '', row_labels[r]);
    IF row_notes <> '{}' THEN
      body := body || crm._svg_text(left_edge - 12, y + 18, 'quiet end', row_notes[r]);
    END IF;
    FOR c IN 1 .. columns LOOP
      x := left_edge + (c - 1) * cell_width;
      share := shares[(r - 1) * columns + c];
      IF share IS NULL THEN
        body := body || crm._svg_rect(x + 1.5, y + 1.5, cell_width - 3, 27, 'blank');
        CONTINUE;
      END IF;
      heat := CASE WHEN high > low THEN least(floor((share - low) / (high - low) * 7), 6) ELSE 3 END;
      body := body || crm._svg_rect(x + 1, y + 1, cell_width - 2, 28, 'h' || heat, coalesce(tips[(r - 1) * columns + c], ''))
        || crm._svg_text(x + cell_width / 2.0, y + 19, 'cell t' || heat,
                         CASE WHEN digits_only THEN round(100 * share)::text ELSE crm._percent(share, 1) END);
    END LOOP;
  END LOOP;
  IF low IS NULL THEN
    body := body || crm._svg_text(width / 2, (132 + bottom) / 2 + 5, 'word', word);
  ELSE
    body := body || crm._svg_text(left_edge, bottom + 29, 'quiet', crm._percent(low, 1));
    FOR i IN 0 .. 6 LOOP
      body := body || crm._svg_rect(left_edge + 48 + i * 24, bottom + 18, 22, 14, 'h' || i);
    END LOOP;
    body := body || crm._svg_text(left_edge + 224, bottom + 29, 'quiet', crm._percent(high, 1));
  END IF;
  RETURN crm._svg_page(width, bottom + 52, title, subtitle, body);
END
$$;
COMMENT ON FUNCTION crm._svg_grid(text, text, text[], text[], text[], text, numeric[], text[], int, boolean, text) IS
  'a table of shares, row by row, the darker the greater; nulls stay blank, and where there is nothing else stands a word';

-- ------------------------------------------------------------------ charts

CREATE FUNCTION crm.chart_svg(kind text, since date DEFAULT NULL, until date DEFAULT NULL, title text DEFAULT NULL,
                              as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  span record := crm.report_span(since, until, tenant);
  agency CONSTANT text := coalesce((SELECT t.name || ': ' FROM crm.tenants t WHERE t.id = tenant), '');
  spanned CONSTANT text := CASE
    WHEN since IS NULL AND until IS NULL THEN ''
    WHEN since IS NULL THEN format(', before %s', to_char(until, 'YYYY-MM-DD'))
    WHEN until IS NULL THEN format(', from %s on', to_char(since, 'YYYY-MM-DD'))
    ELSE format(', %s to %s', to_char(since, 'YYYY-MM-DD'), to_char(until - 1, 'YYYY-MM-DD')) END;
  first_month CONSTANT text := coalesce(to_char(since, 'YYYY-MM'), '');
  past_month CONSTANT text := to_char(date_trunc('month', until - interval '1 day') + interval '1 month', 'YYYY-MM');
  drawn text;
BEGIN
  CASE kind
  WHEN 'funnel' THEN
    SELECT crm._svg_funnel(coalesce(chart_svg.title, 'How far leads get'), agency || 'leads by their histories' || spanned,
             '{received,contacted,quoted,bound}',
             ARRAY[coalesce(sum(f.received), 0), coalesce(sum(f.contacted), 0), coalesce(sum(f.quoted), 0), coalesce(sum(f.bound), 0)]::bigint[])
    INTO drawn FROM crm.funnel(since, until, 'all', tenant) f;

  WHEN 'forecast' THEN
    SELECT crm._svg_forecast(coalesce(chart_svg.title, 'What will come in'),
             agency || 'premium of deals by the month they should close' || spanned,
             coalesce(array_agg(m.month ORDER BY m.place), '{}'), coalesce(array_agg(m.won ORDER BY m.place), '{}'),
             coalesce(array_agg(m.weighted ORDER BY m.place), '{}'), coalesce(array_agg(m.commit_case ORDER BY m.place), '{}'),
             coalesce(array_agg(m.best_case ORDER BY m.place), '{}'))
    INTO drawn
    FROM (SELECT row_number() OVER (ORDER BY f.month = '(no date)', f.month) AS place, f.month, sum(f.won) AS won, sum(f.weighted) AS weighted,
                 sum(f.commit_case) AS commit_case, sum(f.best_case) AS best_case
          FROM crm.forecast(as_of, tenant => tenant) f
          WHERE f.month = '(no date)' AND since IS NULL AND until IS NULL
             OR f.month ~ '^\d' AND f.month >= first_month AND (past_month IS NULL OR f.month < past_month)
          GROUP BY f.month) AS m
    WHERE m.place <= 24;

  WHEN 'cohort' THEN
    SELECT crm._svg_grid(coalesce(chart_svg.title, 'How soon a month''s leads are bound'),
             agency || 'leads by the month they were received' || spanned || CASE WHEN bool_or(m.is_cut) THEN ', the last 24 months' ELSE '' END,
             coalesce(array_agg(m.month ORDER BY m.month), '{}'),
             coalesce(array_agg(to_char(m.leads, 'FM999,999,999') || CASE m.leads WHEN 1 THEN ' lead' ELSE ' leads' END ORDER BY m.month), '{none}'),
             '{1 week,2 weeks,4 weeks,8 weeks,13 weeks,26 weeks}', 'bound within',
             coalesce((SELECT array_agg(s ORDER BY g.month, s_place) FROM (
                 SELECT k.month, u.s, u.s_place FROM crm.cohort_conversion(since, until, as_of, tenant) k,
                   unnest(ARRAY[k.within_1_week, k.within_2_weeks, k.within_4_weeks, k.within_8_weeks, k.within_13_weeks, k.within_26_weeks])
                     WITH ORDINALITY AS u (s, s_place)) AS g
               WHERE g.month >= min(m.month)), '{}'),
             '{}', 84, false, 'no leads')
    INTO drawn
    FROM (SELECT c.month, c.leads, row_number() OVER (ORDER BY c.month DESC) AS age, count(*) OVER () > 24 AS is_cut
          FROM crm.cohort_conversion(since, until, as_of, tenant) c) AS m
    WHERE m.age <= 24;

  WHEN 'heatmap' THEN
    SELECT crm._svg_grid(coalesce(chart_svg.title, 'When people answer'),
             agency || 'outbound calls that reached somebody, smoothed' || spanned,
             '{Mon,Tue,Wed,Thu,Fri,Sat,Sun}', '{}',
             (SELECT array_agg(h::text ORDER BY h) FROM generate_series(coalesce(min(c.from_hour), 7), coalesce(max(c.to_hour), 20)) AS h),
             'percent of calls, by the hour where the client lives',
             array_agg(CASE WHEN c.attempts > 0 THEN c.smoothed_rate END ORDER BY c.weekday, c.hour),
             array_agg(format('%s %s:00: %s of %s calls', c.day, c.hour, c.answered, c.attempts) ORDER BY c.weekday, c.hour),
             CASE WHEN max(c.to_hour) - min(c.from_hour) > 16 THEN 36 ELSE 46 END, true, 'no calls')
    INTO drawn
    FROM (SELECT b.* FROM (
            -- The office hours, and whatever hours there were calls in.
            SELECT h.*, least(7, min(h.hour) FILTER (WHERE h.attempts > 0) OVER ()) AS from_hour,
                   greatest(20, max(h.hour) FILTER (WHERE h.attempts > 0) OVER ()) AS to_hour
            FROM crm.contact_time_heatmap(since, until, tenant) h) AS b
          WHERE b.hour BETWEEN b.from_hour AND b.to_hour) AS c;

  ELSE
    RAISE invalid_parameter_value USING
      MESSAGE = format('unknown kind of chart %s', coalesce(quote_literal(left(kind, 63)), 'null')),
      HINT = 'There are funnel, forecast, cohort and heatmap.';
  END CASE;
  RETURN drawn;
END
$$;
COMMENT ON FUNCTION crm.chart_svg(text, date, date, text, timestamptz, bigint) IS
  'a chart as SVG, a whole document in ASCII, to be written to a file and shown by a browser, in light or dark as that is '
  'set: kind funnel (crm.funnel), forecast (crm.forecast by month, at most 24), cohort (crm.cohort_conversion, the last 24 '
  'months of the span) or heatmap (crm.contact_time_heatmap); those say what is counted. Of the months of a forecast, those '
  'that the span touches. as_of is for forecast and cohort. Without data it is an empty chart that says so. Raises '
  'invalid_parameter_value for an unknown kind or a span that ends before it begins';
