/* SPDX-License-Identifier: EUPL-1.2 */
/* stats.c: counting, and the line that is printed at the end. In: counts. Out: text or JSON.
 * Neighbours: turn.c counts, cli/scan.c prints. Invariant: names are written in the order they were
 * met. Cost: nothing that matters. */
#include "run/stats.h"

void wv_run_stats_init(wv_run_stats *s)
{
    *s = (wv_run_stats){0};
    wv_map_init(&s->unknown_fields.names);
    wv_map_init(&s->unknown_types.names);
    wv_arena_init(&s->arena);
}

void wv_run_stats_done(wv_run_stats *s)
{
    wv_map_done(&s->unknown_fields.names);
    wv_map_done(&s->unknown_types.names);
    wv_mem_free(s->inputs);
    wv_mem_free(s->unknown_fields.counts);
    wv_mem_free(s->unknown_types.counts);
    wv_arena_done(&s->arena);
}

bool wv_run_stats_inputs(wv_run_stats *s, uint32_t count)
{
    s->inputs = count ? wv_mem_new(count * sizeof *s->inputs) : NULL;
    s->input_count = s->inputs ? count : 0;
    return s->inputs || count == 0;
}

/* A key such as "ik maak je dood" is no field name and must not reach stderr. */
static bool looks_like_a_name(wv_str s)
{
    if (s.n == 0 || s.n > WV_STATS_NAME_BYTES_MAX) return false;
    for (uint32_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || c == '.' || c == '@' || c == '$'))
            return false;
    }
    return true;
}

void wv_tally_add(wv_run_stats *s, wv_tally *t, wv_str name, uint64_t count)
{
    uint32_t *at = wv_map_get(&t->names, name);
    if (at) {
        t->counts[*at] += count;
        return;
    }
    uint32_t index = t->names.count;
    if (index < WV_STATS_NAMES_MAX && looks_like_a_name(name) &&
        wv_mem_grow((void **)&t->counts, &t->capacity, index + 1, sizeof *t->counts)) {
        wv_str copy = wv_arena_str(&s->arena, name);
        if (copy.p && wv_map_put(&t->names, copy, index, NULL)) {
            t->counts[index] = count;
            return;
        }
    }
    t->others += count;
}

bool wv_run_stats_balance(const wv_run_stats *s)
{
    return s->read == s->scanned + s->seen + s->dead &&
           s->scanned == s->by_kind[0] + s->by_kind[1] + s->by_kind[2];
}

static void tally_text(const wv_tally *t, const char *what, wv_buf *out)
{
    if (!t->names.count && !t->others) return;
    wv_buf_format(out, "; %s", what);
    for (uint32_t i = 0; i < t->names.count; i++) {
        wv_buf_text(out, i ? ", " : " ");
        wv_buf_str(out, t->names.entries[i].key);
        wv_buf_format(out, " %llu", (unsigned long long)t->counts[i]);
    }
    if (t->others)
        wv_buf_format(out, "%s(others) %llu", t->names.count ? ", " : " ",
                      (unsigned long long)t->others);
}

void wv_run_stats_text(const wv_run_stats *s, wv_buf *out)
{
    const struct {
        const char *before;
        uint64_t value;
    } parts[] = {{"read ", s->read},
                 {" = scanned ", s->scanned},
                 {" + seen ", s->seen},
                 {" + dead ", s->dead},
                 {"; reports ", s->by_kind[WV_KIND_REPORT]},
                 {", messages ", s->by_kind[WV_KIND_MESSAGE]},
                 {", events ", s->by_kind[WV_KIND_EVENT]},
                 {"; flags ", s->flags},
                 {", findings ", s->findings},
                 {", alerts ", s->alerts},
                 {", revisions ", s->revisions},
                 {"; degraded ", s->degraded},
                 {", empty lines ", s->empty_lines}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        wv_buf_text(out, parts[i].before);
        wv_buf_u64(out, parts[i].value);
    }
    if (s->doubtful) wv_buf_format(out, "; doubtful %llu", (unsigned long long)s->doubtful);
    tally_text(&s->unknown_fields, "unknown fields:", out);
    tally_text(&s->unknown_types, "unknown event types:", out);
    if (s->inputs_failed) {
        wv_buf_text(out, "; inputs failed ");
        wv_buf_u64(out, s->inputs_failed);
    }
    if (s->stopped) wv_buf_text(out, "; stopped early");
    wv_buf_byte(out, '\n');
}

static void tally_json(const wv_tally *t, const char *key, wv_buf *out)
{
    wv_buf_format(out, ",\"%s\":{", key);
    for (uint32_t i = 0; i < t->names.count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, t->names.entries[i].key);
        wv_buf_byte(out, ':');
        wv_buf_u64(out, t->counts[i]);
    }
    wv_buf_format(out, "},\"%s_others\":%llu", key, (unsigned long long)t->others);
}

void wv_run_stats_json(const wv_run_stats *s, wv_buf *out)
{
    const struct {
        const char *key;
        uint64_t value;
    } parts[] = {{"read", s->read},
                 {"scanned", s->scanned},
                 {"seen", s->seen},
                 {"dead", s->dead},
                 {"reports", s->by_kind[WV_KIND_REPORT]},
                 {"messages", s->by_kind[WV_KIND_MESSAGE]},
                 {"events", s->by_kind[WV_KIND_EVENT]},
                 {"degraded", s->degraded},
                 {"doubtful", s->doubtful},
                 {"empty_lines", s->empty_lines},
                 {"flags", s->flags},
                 {"findings", s->findings},
                 {"alerts", s->alerts},
                 {"revisions", s->revisions},
                 {"bytes", s->bytes},
                 {"inputs_failed", s->inputs_failed}};
    wv_buf_text(out, "{\"log\":\"stats\"");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        wv_buf_format(out, ",\"%s\":%llu", parts[i].key, (unsigned long long)parts[i].value);
    wv_buf_text(out, ",\"by_severity\":[");
    for (int i = 0; i < 6; i++)
        wv_buf_format(out, i ? ",%llu" : "%llu", (unsigned long long)s->by_severity[i]);
    wv_buf_byte(out, ']');
    tally_json(&s->unknown_fields, "unknown_fields", out);
    tally_json(&s->unknown_types, "unknown_types", out);
    wv_buf_text(out, s->stopped ? ",\"stopped\":true}\n" : ",\"stopped\":false}\n");
}
