/* SPDX-License-Identifier: EUPL-1.2 */
/* overleg.c: `waakvlam overleg`: the agenda for a conference about one case.
 *
 * In: a state and a case. Out: a Dutch page of text, or a JSON line a point: questions that the
 * rules ask about what stands, sources that contradict each other, what is not on file. Neighbours:
 * overleg_moments.c, overleg_conflict.c, overleg_missing.c. Invariant: it asks and names records; it concludes
 * nothing. Cost: one case. */
#include "cli/overleg.h"

#include "cli/commands.h"
#include "review/dutch.h"
#include "cli/options.h"
#include "cli/seen.h"

#include <stdio.h>
#include <stdlib.h>

/* --- points -------------------------------------------------------------------------------------
 */

wv_point *wv_agenda_add(wv_agenda *a, wv_point_kind kind, const char *about)
{
    static wv_point nowhere; /* only written when memory is out, never read */
    if (!wv_mem_grow((void **)&a->points, &a->capacity, a->count + 1, sizeof *a->points)) {
        a->failed = true;
        nowhere = (wv_point){0};
        return &nowhere;
    }
    a->points[a->count] = (wv_point){.kind = kind, .about = about};
    return &a->points[a->count++];
}

void wv_point_record(wv_point *p, wv_str id)
{
    for (uint32_t i = 0; i < p->record_count && i < WV_POINT_RECORDS_MAX; i++)
        if (wv_str_eq(p->records[i], id)) return;
    if (p->record_count < WV_POINT_RECORDS_MAX) p->records[p->record_count] = id;
    p->record_count++;
}

void wv_agenda_text(wv_agenda *a, wv_point *p, const wv_buf *text)
{
    p->text = wv_arena_str(&a->arena, wv_casebook_str(text));
    if (!p->text.p || text->failed) a->failed = true;
}

/* --- questions: one point for each question, however many rules and records ask it -------------
 */

static wv_point *question_of(wv_agenda *a, wv_str text)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->points[i].kind == WV_POINT_QUESTION && wv_str_eq(a->points[i].text, text))
            return &a->points[i];
    wv_point *p = wv_agenda_add(a, WV_POINT_QUESTION, "response");
    p->text = text; /* the pack's, which outlives the agenda */
    return p;
}

static void ask(wv_agenda *a, uint32_t rule, uint32_t rank, const wv_str *records, uint32_t count)
{
    wv_str text = wv_casebook_question(a->book, rule);
    if (text.n == 0) return;
    wv_point *p = question_of(a, text);
    if (rank > p->rank) p->rank = rank;
    for (uint32_t i = 0; i < count; i++) wv_point_record(p, records[i]);
}

static int by_rank(const void *x, const void *y)
{
    const wv_point *a = x, *b = y;
    if (a->rank != b->rank) return a->rank > b->rank ? -1 : 1;
    return wv_str_cmp(a->text, b->text);
}

/* "Zij heeft mij bedreigd", told by B: to ask "what did the other say?" of it would turn the roles
 * round. That B reported stands under the sources. */
static bool is_word_of_other(const wv_entry *e, const wv_note *note)
{
    return e->kind == WV_KIND_REPORT && e->reporter_role == WV_ROLE_OTHER && !note->made &&
           note->actor_role == WV_ROLE_TARGET;
}

void wv_agenda_questions(wv_agenda *a)
{
    const wv_case_view *v = a->view;
    for (uint32_t i = 0; i < v->written_count; i++) {
        const wv_written *w = &v->written[i];
        if (!w->is_pattern || !w->standing) continue;
        ask(a, w->rule, (uint32_t)w->triage * 8 + 7, w->evidence, w->evidence_count);
    }
    for (uint32_t i = 0; i < v->chronology->count; i++) {
        const wv_entry *e = &v->chronology->entries[i];
        for (uint32_t n = 0; n < e->note_count && !e->gone; n++) {
            const wv_note *note = &e->notes[n];
            if (!note->live || is_word_of_other(e, note)) continue;
            uint32_t rank = (uint32_t)wv_triage_of(note->severity) * 8 + note->severity;
            ask(a, note->rule, rank, &e->id, 1);
        }
    }
    qsort(a->points, a->count, sizeof *a->points, by_rank);
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_ids(wv_buf *out, const wv_point *p)
{
    uint32_t named =
        p->record_count < WV_POINT_RECORDS_MAX ? p->record_count : WV_POINT_RECORDS_MAX;
    wv_seen_records(out, p->records, named, p->record_count);
}

static void put_head(const wv_agenda *a, wv_buf *out)
{
    const wv_chronology *c = a->view->chronology;
    wv_buf_format(out, "OVERLEG OVER %s ", a->book->word->upper);
    wv_dutch_plain(out, c->id);
    wv_buf_text(out, "\n");
    wv_dutch_count(out, c->count, "stuk", "stukken");
    wv_buf_text(out, ", het laatste van ");
    wv_dutch_moment(out, wv_casebook_last(c));
    wv_buf_text(out, ".\nDit is gemaakt door een computer. Het oordeelt niet en kan dingen "
                     "missen. Lees altijd de stukken zelf.\n\nPERSONEN\n");
    for (uint32_t i = 0; i < c->role_count; i++) {
        wv_buf_text(out, "- ");
        wv_dutch_plain(out, c->roles[i].ref);
        wv_buf_format(out, ": %s\n", wv_dutch_role(c->roles[i].role));
    }
    if (c->role_count == 0) wv_buf_text(out, "- Niet bekend wie wie is.\n");
}

static void put_alerts(const wv_agenda *a, wv_buf *out)
{
    wv_seen list[WV_SEEN_MAX];
    uint32_t count = wv_seen_gather(a->book, a->view, list);
    wv_buf_text(out, "\nOPEN PATRONEN\n");
    for (uint32_t i = 0; i < count; i++) {
        wv_buf_text(out, "- ");
        wv_buf_str(out, wv_casebook_label(a->book, list[i].slug));
        wv_buf_format(out, " (bekijken: %s), ", wv_dutch_triage(list[i].triage));
        wv_seen_when(out, &list[i]);
        wv_buf_byte(out, '\n');
    }
    if (!count) wv_buf_text(out, "- Geen. Dat zegt niets over de veiligheid.\n");
}

static void put_text(const wv_agenda *a, wv_buf *out)
{
    static const char *const titles[WV_POINT_KINDS] = {"VRAGEN OM SAMEN TE BEANTWOORDEN",
                                                       "AFSPRAKEN EN OVERTREDINGEN IN DE TIJD",
                                                       "BRONNEN DIE NIET HETZELFDE ZEGGEN",
                                                       "NIET GEVONDEN IN DE STUKKEN"};
    static const char *const none[WV_POINT_KINDS] = {"Geen open vragen.", "Niets gevonden.",
                                                     "Niets gevonden.",
                                                     "Alles waar naar gezocht is, staat er."};
    put_head(a, out);
    put_alerts(a, out);
    for (int kind = 0; kind < WV_POINT_KINDS; kind++) {
        bool any = false;
        wv_buf_format(out, "\n%s\n", titles[kind]);
        for (uint32_t i = 0; i < a->count; i++) {
            if ((int)a->points[i].kind != kind) continue;
            any = true;
            wv_buf_text(out, "- ");
            wv_dutch_in_words(out, a->points[i].text, a->book->word);
            put_ids(out, &a->points[i]);
            wv_buf_byte(out, '\n');
        }
        if (!any) wv_buf_format(out, "- %s\n", none[kind]);
    }
}

static void put_ndjson(const wv_agenda *a, wv_buf *out)
{
    static const char *const kinds[WV_POINT_KINDS] = {"question", "moment", "conflict", "missing"};
    for (uint32_t i = 0; i < a->count; i++) {
        const wv_point *p = &a->points[i];
        wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"overleg\",\"case\":");
        wv_buf_json(out, a->view->chronology->id);
        wv_buf_format(out, ",\"point\":\"%s\",\"about\":\"%s\",\"text\":", kinds[p->kind],
                      p->about);
        wv_buf_json(out, p->text);
        wv_buf_text(out, ",\"records\":[");
        for (uint32_t k = 0; k < p->record_count && k < WV_POINT_RECORDS_MAX; k++) {
            if (k) wv_buf_byte(out, ',');
            wv_buf_json(out, p->records[k]);
        }
        wv_buf_format(out, "],\"record_count\":%u}\n", p->record_count);
    }
}

/* --- the command --------------------------------------------------------------------------------
 */

static wv_rc write_agenda(const wv_casebook *book, const char *name, bool ndjson, wv_err *err)
{
    wv_case_view view;
    wv_agenda a = {.book = book, .view = &view};
    wv_buf out;
    wv_rc rc = wv_cases_view(book->cases, wv_str_of(name), &view, err);
    if (rc) return rc;
    wv_arena_init(&a.arena);
    wv_buf_init(&out);
    wv_agenda_questions(&a);
    wv_agenda_moments(&a);
    wv_agenda_conflicts(&a);
    wv_agenda_missing(&a);
    if (ndjson)
        put_ndjson(&a, &out);
    else
        put_text(&a, &out);
    rc = a.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : wv_casebook_write(&out, err);
    wv_buf_done(&out);
    wv_arena_done(&a.arena);
    wv_mem_free(a.points);
    return rc;
}

int wv_cli_overleg(int argc, char **argv)
{
    const char *pack = NULL, *state = NULL, *format = "text", *word = NULL;
    const wv_dutch_case *case_word = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for its questions and labels", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "format", WV_OPTION_TEXT, "FORM", "text (Dutch, to read) or ndjson", &format},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0}};
    const wv_command_line line = {
        "overleg --state FILE [--format text|ndjson] CASE",
        "Writes the agenda for a conference about one case: questions that are open,\n"
        "sources that contradict each other, and what is not on file.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    bool ndjson = strcmp(format, "ndjson") == 0;
    if (!ndjson && strcmp(format, "text") != 0)
        return wv_options_usage(&line, "--format wants text or ndjson");
    if (!wv_dutch_case_named(word, &case_word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    if (!state || argc != 2)
        return wv_options_usage(&line, "give --state FILE and the name of one case");
    wv_casebook book;
    wv_err err = {0};
    done = wv_casebook_open("overleg", pack, state, &book);
    if (done) return done;
    book.word = case_word;
    wv_rc rc = write_agenda(&book, argv[1], ndjson, &err);
    if (rc)
        fprintf(stderr, "waakvlam overleg: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_casebook_close(&book);
    return wv_rc_exit(rc);
}
