# SPDX-License-Identifier: EUPL-1.2
# fmt.sh: part of lab.sh: the layout of rule files.
cat >"$tmp/rule.yaml" <<'END'
# SPDX-License-Identifier: EUPL-1.2
# what the file is about
tests:
  - {match: "Ik maak je dood, {nu}.",BLANKS
     register: plain}
  # a look-alike
  - {no-match: "Ik maak je blij."}
# why this signal
signal: threat.kill
name: a.b
detection:
  doden: [dood+maken]
  condition: doden
---
list: x
terms: [b, a]
END
cat >"$tmp/wanted.yaml" <<'END'
# SPDX-License-Identifier: EUPL-1.2
# what the file is about
name: a.b
# why this signal
signal: threat.kill
detection:
  doden: [dood+maken]
  condition: doden
tests:
  - {match: "Ik maak je dood, {nu}.", register: plain}
  # a look-alike
  - {no-match: "Ik maak je blij."}
---
list: x
terms: [b, a]
END
sed -i 's/BLANKS$/   /' "$tmp/rule.yaml"
ok "fmt --check tells and writes nothing" code 1 "$bin" fmt --check "$tmp/rule.yaml"
ok "fmt lays out" code 0 "$bin" fmt "$tmp/rule.yaml"
ok "keys in order, one test a line, comments kept" cmp "$tmp/rule.yaml" "$tmp/wanted.yaml"
ok "twice is once" code 0 "$bin" fmt --check "$tmp/rule.yaml"
printf 'name: a\ndetection: b\ntests:\n  - {match: x, # why\n     who: P}\n' >"$tmp/inside.yaml"
ok "a comment inside a test is refused" code 65 "$bin" fmt "$tmp/inside.yaml"
ok "... with its line" grep -q 'inside.yaml:4: ' "$tmp/code.err"
printf 'tests:\n- {match: x}\ndetection: [\nname: a\n' >"$tmp/broken.yaml"
cp "$tmp/broken.yaml" "$tmp/broken.was"
ok "what is no YAML is not touched" code 65 "$bin" fmt "$tmp/broken.yaml"
ok "... to the byte" cmp "$tmp/broken.yaml" "$tmp/broken.was"
cp -r rules/nl-stalking "$tmp/laid"
ok "the whole pack can be laid out" code 0 "$bin" fmt -r "$tmp/laid"
ok "... and is then in layout" code 0 "$bin" fmt --check -r "$tmp/laid"
