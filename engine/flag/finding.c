/* SPDX-License-Identifier: EUPL-1.2 */
/* finding.c: one finding as JSON: signal, rule, where, under which labels, who to whom.
 *
 * In: a wv_finding and the text its spans lie in. Out: an object of fixed key order. Neighbours:
 * flag.c, offsets.c. Invariant: what is always the same stands first; `dropped`, `shadow`,
 * `truncated`, `incomplete` appear only when true. Cost: linear in its spans. */
#include "flag/flag.h"

void wv_flag_write_strings(wv_buf *out, const wv_str *list, uint32_t count)
{
    wv_buf_byte(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, list[i]);
    }
    wv_buf_byte(out, ']');
}

static const char *label_name(unsigned label)
{
    static const char *const names[] = {
#define WV_LABEL_NAME(name, text) text,
        WV_LABEL_TABLE(WV_LABEL_NAME)
#undef WV_LABEL_NAME
    };
    return names[label];
}

/* `"start":8,"end":22` */
static void write_place(const wv_flag_writer *w, wv_buf *out, wv_span span)
{
    wv_buf_text(out, "\"start\":");
    wv_buf_u64(out, wv_offsets_at(&w->offsets, span.start));
    wv_buf_text(out, ",\"end\":");
    wv_buf_u64(out, wv_offsets_at(&w->offsets, span.end));
}

static void write_spans(const wv_flag_writer *w, wv_buf *out, wv_str text, const wv_finding *f)
{
    uint32_t count = f->span_count < WV_SPANS_MAX ? f->span_count : WV_SPANS_MAX;
    wv_buf_text(out, ",\"spans\":[");
    for (uint32_t i = 0; i < count; i++) {
        wv_span s = f->spans[i];
        wv_buf_text(out, i ? ",{" : "{");
        write_place(w, out, s);
        wv_buf_text(out, ",\"text\":");
        wv_buf_json(out, (wv_str){text.p + s.start, s.end - s.start});
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

static void write_scope(wv_buf *out, uint32_t labels)
{
    wv_buf_text(out, ",\"scope\":{");
    for (unsigned i = 0; i < WV_LABEL_COUNT; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, wv_str_of(label_name(i)));
        wv_buf_text(out, labels >> i & 1 ? ":true" : ":false");
    }
    wv_buf_byte(out, '}');
}

static void write_why(const wv_flag_writer *w, wv_buf *out, const wv_finding *f)
{
    wv_buf_text(out, ",\"why\":[");
    for (uint32_t i = 0; i < f->why_count; i++) {
        wv_buf_text(out, i ? ",{\"label\":" : "{\"label\":");
        wv_buf_json(out, wv_str_of(label_name(f->why[i].label)));
        wv_buf_byte(out, ',');
        write_place(w, out, f->why[i].span);
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

/* Unknown is a value, not a guess (design 4). */
static void write_person(wv_buf *out, const char *key, wv_str ref)
{
    wv_buf_text(out, key);
    wv_buf_json(out, ref.n ? ref : WV_STR("unknown"));
}

static void write_suppressed(const wv_flag_writer *w, wv_buf *out, const wv_finding *f)
{
    wv_buf_text(out, ",\"suppressed\":");
    if (!f->suppressed_by.n) {
        wv_buf_text(out, "null");
        return;
    }
    wv_buf_text(out, "{\"by\":");
    wv_buf_json(out, f->suppressed_by);
    wv_buf_byte(out, ',');
    write_place(w, out, f->suppressed_at);
    wv_buf_byte(out, '}');
}

void wv_flag_write_finding(wv_flag_writer *w, wv_buf *out, wv_str case_id, wv_str record,
                           wv_str text, const wv_finding *f)
{
    const wv_frozen_rule *rule = &w->options.pack->rules[f->rule];
    wv_buf_text(out, "{\"signal\":");
    wv_buf_json(out, rule->signal);
    wv_buf_text(out, ",\"rule\":");
    wv_buf_json(out, rule->name);
    wv_buf_text(out, ",\"key\":\"");
    wv_buf_text(out, wv_key_finding(case_id, record, rule->name).hex);
    wv_buf_text(out, "\",\"severity\":");
    wv_buf_u64(out, f->severity);
    wv_buf_text(out, f->basis == WV_BASIS_SAID ? ",\"basis\":\"said\"" : ",\"basis\":\"inferred\"");
    write_spans(w, out, text, f);
    write_scope(out, f->labels);
    write_why(w, out, f);
    write_person(out, ",\"direction\":{\"actor\":", f->actor);
    write_person(out, ",\"target\":", f->target);
    wv_buf_byte(out, '}');
    write_suppressed(w, out, f);
    wv_buf_text(out, ",\"evidence\":");
    wv_flag_write_strings(out, f->evidence, f->evidence_count);
    if (f->dropped) wv_buf_text(out, ",\"dropped\":true");
    if (rule->experimental) wv_buf_text(out, ",\"shadow\":true");
    if (f->truncated || f->span_count > WV_SPANS_MAX) wv_buf_text(out, ",\"truncated\":true");
    if (f->incomplete) wv_buf_text(out, ",\"incomplete\":true");
    wv_buf_byte(out, '}');
}
