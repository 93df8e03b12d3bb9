/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook_write.c: the chronology as NDJSON and as a sheet (CSV).
 *
 * In: rows of logbook.c, from which a profile has taken what may not leave. Out: bytes. Neighbours:
 * logbook_html.c writes the page. Invariant: a number that is told in a text stands apart, as
 * `claimed`, and is in no count. Cost: linear. */
#include "review/dutch.h"
#include "cli/logbook.h"

static const char *const KINDS[] = {"report", "message", "event"};
static const char *const TRIAGES[] = {"info", "context", "week", "today", "now"};

/* --- NDJSON ------------------------------------------------------------------------------------
 */

static void put_field(wv_buf *out, const char *name, wv_str value)
{
    if (value.n == 0) return;
    wv_buf_format(out, ",\"%s\":", name);
    wv_buf_json(out, value);
}

static void put_time(wv_buf *out, const char *name, wv_time t)
{
    wv_buf_format(out, ",\"%s\":\"", name);
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

static void put_notes(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    wv_buf_text(out, ",\"signals\":[");
    for (uint32_t i = 0; i < e->note_count; i++) {
        const wv_note *n = &e->notes[i];
        if (i) wv_buf_byte(out, ',');
        wv_buf_text(out, "{\"signal\":");
        wv_buf_json(out, wv_casebook_slug(book->book, n->signal));
        wv_buf_format(out, ",\"severity\":%u,\"live\":%s,\"from_case\":%s", n->severity,
                      n->live ? "true" : "false", n->made ? "true" : "false");
        put_field(out, "actor", n->actor);
        put_field(out, "target", n->target);
        if (n->claimed) wv_buf_format(out, ",\"claimed\":%u", n->claimed);
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

static void put_strings(wv_buf *out, const char *name, const wv_str *list, uint32_t count)
{
    wv_buf_format(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, list[i]);
    }
    wv_buf_byte(out, ']');
}

static void put_head(const wv_logbook *book, wv_buf *out, const char *row)
{
    wv_buf_text(out, "{\"schema\":\"" WV_FLAG_SCHEMA "\",\"type\":\"logbook\",\"row\":\"");
    wv_buf_text(out, row);
    wv_buf_text(out, "\",\"case\":");
    wv_buf_json(out, book->chronology->id);
}

static void put_entry(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    put_head(book, out, KINDS[e->kind]);
    wv_buf_text(out, ",\"record\":");
    wv_buf_json(out, e->id);
    put_time(out, "occurred_at", e->occurred);
    put_time(out, "received_at", e->received);
    put_field(out, "source", e->head->source);
    put_field(out, "reporter", e->head->reporter);
    put_field(out, "from", wv_entry_actor(e));
    if (e->to_count) put_strings(out, "to", e->to, e->to_count);
    put_field(out, "channel", e->head->channel);
    put_field(out, "code", e->head->code);
    put_field(out, "handler", e->head->handler);
    put_field(out, "event", e->head->type);
    if (e->night) wv_buf_text(out, ",\"night\":true");
    if (e->gone) wv_buf_text(out, ",\"deleted\":true");
    put_notes(book, out, e);
    wv_buf_text(out, "}\n");
}

static void put_alert(const wv_logbook *book, wv_buf *out, const wv_written *w)
{
    put_head(book, out, "alert");
    wv_buf_text(out, ",\"pattern\":");
    wv_buf_json(out, wv_logbook_pattern(book, w));
    put_time(out, "raised_at", w->raised_at);
    wv_buf_format(out, ",\"episode\":%u,\"triage\":\"%s\",\"standing\":%s", w->episode,
                  TRIAGES[w->triage], w->standing ? "true" : "false");
    put_strings(out, "evidence", w->evidence, w->evidence_count);
    wv_buf_text(out, ",\"facts\":");
    wv_flag_write_facts(out, w->facts, w->fact_count);
    wv_buf_text(out, "}\n");
}

wv_rc wv_logbook_ndjson(const wv_logbook *book, wv_buf *out, wv_err *err)
{
    wv_buf lines;
    wv_buf_init(&lines);
    for (uint32_t i = 0; i < book->count; i++)
        if (book->rows[i].entry)
            put_entry(book, &lines, book->rows[i].entry);
        else
            put_alert(book, &lines, book->rows[i].alert);
    wv_rc rc = lines.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                            : wv_disclose_lines(book->profile, wv_casebook_str(&lines), out, err);
    wv_buf_done(&lines);
    return rc;
}

/* --- CSV: semicolons and a byte order mark, as a Dutch spreadsheet opens it ---------------------
 */

static void put_cell(wv_buf *out, wv_str s, bool last)
{
    /* A cell that starts like a formula must not be one. */
    bool formula = s.n && strchr("=+-@\t", s.p[0]);
    wv_buf_text(out, formula ? "\"'" : "\"");
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') wv_buf_byte(out, '"');
        wv_buf_byte(out, s.p[i]);
    }
    wv_buf_text(out, last ? "\"\r\n" : "\";");
}

static void put_time_cell(wv_buf *out, wv_time t)
{
    wv_buf_byte(out, '"');
    if (t.known) wv_time_write(out, t);
    wv_buf_text(out, "\";");
}

static void put_entry_row(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    static const char *const words[] = {"melding", "bericht", "gebeurtenis"};
    wv_buf signals;
    wv_buf_init(&signals);
    for (uint32_t i = 0; i < e->note_count; i++) {
        if (!e->notes[i].live) continue;
        if (signals.n) wv_buf_text(&signals, ", ");
        wv_str slug = wv_casebook_slug(book->book, e->notes[i].signal);
        wv_buf_str(&signals, wv_casebook_label(book->book, slug));
        if (e->notes[i].claimed)
            wv_buf_format(&signals, " (genoemd aantal: %u)", e->notes[i].claimed);
    }
    put_time_cell(out, e->occurred);
    put_time_cell(out, e->received);
    put_cell(out, wv_str_of(words[e->kind]), false);
    put_cell(out, e->head->source, false);
    put_cell(out, e->kind == WV_KIND_REPORT ? e->head->reporter : wv_entry_actor(e), false);
    put_cell(out, e->to_count ? e->to[0] : (wv_str){NULL, 0}, false);
    put_cell(out,
             e->kind == WV_KIND_EVENT    ? e->head->type
             : e->kind == WV_KIND_REPORT ? e->head->code
                                         : e->head->channel,
             false);
    put_cell(out, (wv_str){signals.p, (uint32_t)signals.n}, false);
    put_cell(out, e->id, true);
    wv_buf_done(&signals);
}

void wv_logbook_csv(const wv_logbook *book, wv_buf *out)
{
    wv_buf_text(out, "\xEF\xBB\xBF\"gebeurd op\";\"ontvangen "
                     "op\";\"soort\";\"bron\";\"wie\";\"aan\";\"wat\";\"signalen\";\"stuk\"\r\n");
    for (uint32_t i = 0; i < book->count; i++) {
        const wv_written *w = book->rows[i].alert;
        if (book->rows[i].entry) {
            put_entry_row(book, out, book->rows[i].entry);
            continue;
        }
        put_time_cell(out, w->raised_at);
        put_time_cell(out, w->raised_at);
        put_cell(out, WV_STR("melding van waakvlam"), false);
        for (int k = 0; k < 3; k++) put_cell(out, (wv_str){NULL, 0}, false);
        put_cell(out, w->standing ? WV_STR("staat") : WV_STR("vervallen"), false);
        put_cell(out, wv_logbook_label(book, w), false);
        put_cell(out, w->trigger, true);
    }
}
