/* SPDX-License-Identifier: EUPL-1.2 */
/* flag.c: the lines of the output: flags of records, late flags, alerts, revisions.
 *
 * In: a record with resolved findings, or what the case stage raised. Out: one line each.
 * Neighbours: finding.c (the elements), id.c (names), run/ (calls in input order). Invariants: key
 * order is the schema's; a record of which nothing is to be shown writes nothing. Cost: linear in
 * what is written, and one pass over a text with a finding. */
#include "flag/flag.h"

const char *wv_triage_name(wv_triage triage)
{
    static const char *const names[] = {"info", "context", "week", "today", "now"};
    return names[triage];
}

wv_rc wv_flag_writer_init(wv_flag_writer *w, const wv_flag_options *options)
{
    *w = (wv_flag_writer){.options = *options};
    wv_offsets_init(&w->offsets, options->unit);
    wv_buf_init(&w->maker);
    wv_buf_text(&w->maker, ",\"pack\":{\"name\":");
    wv_buf_json(&w->maker, options->pack->name);
    wv_buf_text(&w->maker, ",\"version\":");
    wv_buf_json(&w->maker, options->pack->version);
    wv_buf_text(&w->maker, ",\"sha256\":\"");
    wv_buf_text(&w->maker, options->pack->sha256_hex);
    wv_buf_text(&w->maker, "\"},\"engine\":\"" WV_VERSION "\"}\n");
    return w->maker.failed ? WV_E_NOMEM : WV_OK;
}

void wv_flag_writer_done(wv_flag_writer *w)
{
    wv_offsets_done(&w->offsets);
    wv_buf_done(&w->maker);
}

bool wv_finding_is_live(const wv_flag_writer *w, const wv_finding *f)
{
    return !f->dropped && !f->suppressed_by.n && !w->options.pack->rules[f->rule].experimental;
}

static unsigned highest(const wv_flag_writer *w, const wv_finding *list, uint32_t count)
{
    unsigned severity = 0;
    for (uint32_t i = 0; i < count; i++)
        if (list[i].severity > severity && wv_finding_is_live(w, &list[i]))
            severity = list[i].severity;
    return severity;
}

wv_triage wv_flag_triage(const wv_flag_writer *w, const wv_flag_input *in)
{
    unsigned own = highest(w, in->own, in->own_count);
    unsigned from_case = highest(w, in->from_case, in->from_case_count);
    return wv_triage_of(own > from_case ? own : from_case);
}

static bool shows_any(const wv_flag_writer *w, const wv_finding *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (w->options.all || wv_finding_is_live(w, &list[i])) return true;
    return false;
}

/* `{"schema":"waakvlam/1","type":"flag","id":"...","key":"..."` */
static void write_head(wv_buf *out, const char *type, wv_id id, wv_id key)
{
    wv_buf_text(out, "{\"schema\":\"" WV_FLAG_SCHEMA "\",\"type\":\"");
    wv_buf_text(out, type);
    wv_buf_text(out, "\",\"id\":\"");
    wv_buf_text(out, id.hex);
    wv_buf_text(out, "\",\"key\":\"");
    wv_buf_text(out, key.hex);
    wv_buf_byte(out, '"');
}

static void write_case(wv_buf *out, wv_str case_id)
{
    wv_buf_text(out, ",\"case\":");
    if (case_id.n)
        wv_buf_json(out, case_id);
    else
        wv_buf_text(out, "null");
}

static void write_raised(wv_buf *out, wv_time at)
{
    wv_buf_text(out, ",\"raised_at\":");
    if (!at.known) {
        wv_buf_text(out, "null");
        return;
    }
    wv_buf_byte(out, '"');
    wv_time_write(out, at);
    wv_buf_byte(out, '"');
}

static void write_triage(wv_buf *out, wv_triage triage)
{
    wv_buf_text(out, ",\"triage\":\"");
    wv_buf_text(out, wv_triage_name(triage));
    wv_buf_byte(out, '"');
}

static void write_degraded(wv_buf *out, uint32_t mask)
{
    static const struct {
        wv_degraded bit;
        const char *name;
    } names[] = {{WV_DEGRADED_CASE, "case"},
                 {WV_DEGRADED_PERSONS, "persons"},
                 {WV_DEGRADED_KIND, "kind"},
                 {WV_DEGRADED_OCCURRED_AT, "occurred_at"},
                 {WV_DEGRADED_RECEIVED_AT, "received_at"},
                 {WV_DEGRADED_FROM, "from"},
                 {WV_DEGRADED_TO, "to"},
                 {WV_DEGRADED_ATTRS, "attrs"},
                 {WV_DEGRADED_REV, "rev"},
                 {WV_DEGRADED_EXPIRES_AT, "expires_at"},
                 {WV_DEGRADED_OTHER, "other"}};
    if (!mask) return;
    wv_buf_text(out, ",\"degraded\":[");
    bool first = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(mask & names[i].bit)) continue;
        if (!first) wv_buf_byte(out, ',');
        wv_buf_json(out, wv_str_of(names[i].name));
        first = false;
    }
    wv_buf_byte(out, ']');
}

/* JSON of the record, which its reader has checked. */
static void write_raw(wv_buf *out, const char *key, wv_str json)
{
    if (!json.n) return;
    wv_buf_text(out, key);
    wv_buf_str(out, json);
}

/* Elements of `findings`; *count goes on over both lists and stops at the contract's limit. */
static void write_list(wv_flag_writer *w, wv_buf *out, const wv_record *r, const wv_finding *list,
                       uint32_t n, uint32_t *count, bool *incomplete, bool *truncated)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!w->options.all && !wv_finding_is_live(w, &list[i])) continue;
        if (*count == WV_FINDINGS_MAX) {
            *truncated = true;
            return;
        }
        if ((*count)++) wv_buf_byte(out, ',');
        wv_flag_write_finding(w, out, r->case_id, r->id, r->text, &list[i]);
        *incomplete |= list[i].incomplete;
    }
}

bool wv_flag_write(wv_flag_writer *w, wv_buf *out, const wv_flag_input *in)
{
    const wv_record *r = in->record;
    bool incomplete = false, truncated = in->truncated;
    uint32_t count = 0;
    if (!shows_any(w, in->own, in->own_count) && !shows_any(w, in->from_case, in->from_case_count))
        return false;
    if (!wv_offsets_begin(&w->offsets, r->text)) {
        out->failed = true;
        return false;
    }
    write_head(out, "flag", wv_id_flag(r, wv_str_of(w->options.pack->sha256_hex)),
               wv_key_flag(r->case_id, r->id));
    wv_buf_text(out, ",\"record\":");
    wv_buf_json(out, r->id);
    write_case(out, r->case_id);
    write_raised(out, in->raised_at);
    write_triage(out, wv_flag_triage(w, in));
    write_degraded(out, r->degraded);
    write_raw(out, ",\"src\":", r->src);
    write_raw(out, ",\"warnings\":", r->warnings);
    wv_buf_text(out, ",\"findings\":[");
    write_list(w, out, r, in->own, in->own_count, &count, &incomplete, &truncated);
    write_list(w, out, r, in->from_case, in->from_case_count, &count, &incomplete, &truncated);
    wv_buf_byte(out, ']');
    if (truncated) wv_buf_text(out, ",\"truncated\":true");
    if (incomplete) wv_buf_text(out, ",\"incomplete\":true");
    if (in->beyond_horizon) wv_buf_text(out, ",\"beyond_horizon\":true");
    wv_buf_add(out, w->maker.p, w->maker.n);
    return true;
}

void wv_flag_write_late(wv_flag_writer *w, wv_buf *out, const wv_late_flag *late)
{
    const wv_frozen *pack = w->options.pack;
    const wv_finding *f = &late->finding;
    if (!w->options.all && !wv_finding_is_live(w, f)) return;
    wv_offsets_begin(&w->offsets, (wv_str){NULL, 0}); /* such findings have no spans */
    write_head(out, "flag",
               wv_id_late(late, pack->rules[f->rule].name, wv_str_of(pack->sha256_hex)),
               wv_key_flag(late->case_id, late->record));
    wv_buf_text(out, ",\"record\":");
    wv_buf_json(out, late->record);
    write_case(out, late->case_id);
    write_raised(out, late->raised_at);
    write_triage(out, wv_finding_is_live(w, f) ? wv_triage_of(f->severity) : WV_TRIAGE_INFO);
    wv_buf_text(out, ",\"findings\":[");
    wv_flag_write_finding(w, out, late->case_id, late->record, (wv_str){NULL, 0}, f);
    wv_buf_byte(out, ']');
    wv_buf_add(out, w->maker.p, w->maker.n);
}

static void write_value(wv_buf *out, const wv_value *v)
{
    switch (v->type) {
    case WV_VALUE_NULL: wv_buf_text(out, "null"); break;
    case WV_VALUE_BOOL: wv_buf_text(out, v->boolean ? "true" : "false"); break;
    case WV_VALUE_NUMBER: wv_buf_str(out, v->string); break; /* as it was written */
    case WV_VALUE_STRING: wv_buf_json(out, v->string); break;
    case WV_VALUE_LIST: wv_flag_write_strings(out, v->list, v->list_count); break;
    }
}

void wv_flag_write_facts(wv_buf *out, const wv_attr *facts, uint32_t count)
{
    wv_buf_byte(out, '{');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, facts[i].name);
        wv_buf_byte(out, ':');
        write_value(out, &facts[i].value);
    }
    wv_buf_byte(out, '}');
}

void wv_flag_write_alert(wv_flag_writer *w, wv_buf *out, const wv_alert *a)
{
    write_head(out, "alert", wv_id_alert(a, wv_str_of(w->options.pack->sha256_hex)),
               wv_key_alert(a));
    write_case(out, a->case_id);
    wv_buf_text(out, ",\"pattern\":");
    wv_buf_json(out, a->pattern);
    wv_buf_text(out, ",\"rule\":");
    wv_buf_json(out, w->options.pack->rules[a->rule].name);
    wv_buf_text(out, ",\"episode\":");
    wv_buf_u64(out, a->episode);
    write_raised(out, a->raised_at);
    write_triage(out, a->triage);
    wv_buf_text(out, ",\"evidence\":");
    wv_flag_write_strings(out, a->evidence, a->evidence_count);
    wv_buf_text(out, ",\"facts\":");
    wv_flag_write_facts(out, a->facts, a->fact_count);
    if (a->truncated) wv_buf_text(out, ",\"truncated\":true");
    wv_buf_add(out, w->maker.p, w->maker.n);
}

/* The line in which a reader saw the finding: its record's own, or one for itself. */
static wv_id id_of_flag(const wv_revision *r, wv_str rule, wv_str sha)
{
    return r->content ? wv_id_flag_of(r->flag.case_id, r->flag.record, r->content, sha)
                      : wv_id_late(&r->flag, rule, sha);
}

void wv_flag_write_revision(wv_flag_writer *w, wv_buf *out, const wv_revision *r)
{
    const wv_frozen *pack = w->options.pack;
    wv_str sha = wv_str_of(pack->sha256_hex);
    bool alert = r->of == WV_REVISION_OF_ALERT;
    wv_str rule = alert ? (wv_str){NULL, 0} : pack->rules[r->flag.finding.rule].name;
    wv_id of = alert ? wv_id_alert(&r->alert, sha) : id_of_flag(r, rule, sha);
    wv_id key =
        alert ? wv_key_alert(&r->alert) : wv_key_finding(r->flag.case_id, r->flag.record, rule);
    write_head(out, "revision", wv_id_revision(of, r->standing, r->because, r->because_count), key);
    wv_buf_text(out, ",\"of\":\"");
    wv_buf_text(out, of.hex);
    wv_buf_byte(out, '"');
    write_case(out, alert ? r->alert.case_id : r->flag.case_id);
    wv_buf_text(out, r->standing ? ",\"standing\":true" : ",\"standing\":false");
    write_raised(out, r->raised_at);
    wv_buf_text(out, ",\"because\":");
    wv_flag_write_strings(out, r->because, r->because_count);
    wv_buf_add(out, w->maker.p, w->maker.n);
}
