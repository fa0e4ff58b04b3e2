// Adds the true o200k count to each line of a file of {"kind", "text"} objects.  See measure.sql.
const { countTokens } = require('gpt-tokenizer/encoding/o200k_base');
for (const line of require('fs').readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue;
  const o = JSON.parse(line);
  o.o200k = countTokens(o.text, { disallowedSpecial: new Set() });
  console.log(JSON.stringify(o));
}
