/* SPDX-License-Identifier: EUPL-1.2 */
/* screening.c: `waakvlam screening`: what is on file that may bear on the question areas of a
 * stalking screening, for the person who fills it in.
 *
 * In: a state, a case, and the case's records when words are wanted. Out: a Dutch page or a JSON
 * line an item. Neighbours: screening_areas.c, passages.c. Invariant: no score, no weight, no
 * answer; an area without items says that nothing was found, never that there is nothing. Cost: one
 * case; with records a scan of them. */
#include "cli/screening.h"

#include "cli/commands.h"
#include "review/dutch.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/seen.h"

#include <stdio.h>

typedef struct screening {
    wv_casebook book;
    wv_case_view view;
    wv_passages passages;
    bool ndjson;
    wv_buf out;
} screening;

/* --- one item -----------------------------------------------------------------------------------
 */

static void put_item_json(screening *s, const wv_screening_area *area, const wv_entry *e,
                          const wv_note *note)
{
    wv_buf *out = &s->out;
    uint32_t entry = (uint32_t)(e - s->view.chronology->entries);
    wv_str slug = wv_casebook_slug(&s->book, note->signal);
    bool first = true;
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"screening\",\"case\":");
    wv_buf_json(out, s->view.chronology->id);
    wv_buf_format(out, ",\"area\":\"%s\",\"signal\":", area->name);
    wv_buf_json(out, slug);
    wv_buf_text(out, ",\"record\":");
    wv_buf_json(out, e->id);
    wv_buf_text(out, ",\"occurred_at\":\"");
    wv_time_write(out, e->occurred);
    wv_buf_text(out, "\",\"direction\":{\"actor\":");
    wv_buf_json(out, note->actor.n ? note->actor : WV_STR("unknown"));
    wv_buf_text(out, ",\"target\":");
    wv_buf_json(out, note->target.n ? note->target : WV_STR("unknown"));
    wv_buf_format(out, "},\"word_of_other\":%s,\"from_case\":%s,\"passages\":[",
                  e->reporter_role == WV_ROLE_OTHER ? "true" : "false",
                  note->made ? "true" : "false");
    for (uint32_t i = 0; i < s->passages.count && !note->made; i++) {
        const wv_passage *p = &s->passages.items[i];
        if (p->entry != entry || !wv_str_eq(p->signal, slug)) continue;
        wv_buf_text(out, first ? "[" : ",[");
        first = false;
        wv_buf_str(out, p->spans);
        wv_buf_byte(out, ']');
    }
    wv_buf_text(out, "]}\n");
}

static void put_item_text(screening *s, const wv_entry *e, const wv_note *note)
{
    wv_buf *out = &s->out;
    uint32_t entry = (uint32_t)(e - s->view.chronology->entries);
    wv_str slug = wv_casebook_slug(&s->book, note->signal);
    wv_buf_text(out, "   - ");
    wv_dutch_moment(out, e->occurred);
    wv_buf_text(out, ": ");
    wv_buf_str(out, wv_casebook_label(&s->book, slug));
    if (note->actor.n && note->target.n) {
        wv_buf_text(out, ", ");
        wv_dutch_plain(out, note->actor);
        wv_buf_text(out, " naar ");
        wv_dutch_plain(out, note->target);
    }
    wv_buf_text(out, " (stuk ");
    wv_dutch_plain(out, e->id);
    if (e->reporter_role == WV_ROLE_OTHER) wv_buf_text(out, ", het woord van de ander");
    if (note->made) wv_buf_format(out, ", volgt uit de %s", s->book.word->one);
    wv_buf_text(out, ")\n");
    for (uint32_t i = 0; i < s->passages.count && !note->made; i++) {
        const wv_passage *p = &s->passages.items[i];
        if (p->entry != entry || !wv_str_eq(p->signal, slug)) continue;
        wv_buf_text(out, "     \"");
        wv_dutch_plain(out, p->quote);
        wv_buf_text(out, "\"\n");
    }
}

static uint32_t put_items(screening *s, const wv_screening_area *area)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->view.chronology->count; i++) {
        const wv_entry *e = &s->view.chronology->entries[i];
        for (uint32_t n = 0; n < e->note_count && !e->gone; n++) {
            const wv_note *note = &e->notes[n];
            if (!note->live || !wv_screening_bears(area, wv_casebook_slug(&s->book, note->signal)))
                continue;
            count++;
            if (s->ndjson)
                put_item_json(s, area, e, note);
            else
                put_item_text(s, e, note);
        }
    }
    return count;
}

static void put_pattern_json(screening *s, const wv_screening_area *area, const wv_written *w)
{
    wv_buf *out = &s->out;
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"screening\",\"case\":");
    wv_buf_json(out, s->view.chronology->id);
    wv_buf_format(out, ",\"area\":\"%s\",\"pattern\":", area->name);
    wv_buf_json(out, wv_casebook_slug_of_rule(&s->book, w->rule));
    wv_buf_text(out, ",\"raised_at\":\"");
    wv_time_write(out, w->raised_at);
    wv_buf_text(out, "\",\"records\":[");
    for (uint32_t i = 0; i < w->evidence_count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, w->evidence[i]);
    }
    wv_buf_text(out, "]}\n");
}

static void put_pattern_text(screening *s, const wv_seen *seen)
{
    wv_buf *out = &s->out;
    const wv_written *w = seen->newest;
    wv_buf_text(out, "   - patroon: ");
    wv_buf_str(out, wv_casebook_label(&s->book, seen->slug));
    wv_buf_text(out, ", ");
    wv_seen_when(out, seen);
    wv_seen_records(out, w->evidence, w->evidence_count, w->evidence_count);
    wv_buf_byte(out, '\n');
}

/* Programs get each alert, readers each pattern once. */
static uint32_t put_patterns(screening *s, const wv_screening_area *area)
{
    wv_seen list[WV_SEEN_MAX];
    uint32_t seen = wv_seen_gather(&s->book, &s->view, list), count = 0;
    for (uint32_t i = 0; i < seen; i++) {
        if (!wv_screening_bears(area, list[i].slug)) continue;
        count++;
        if (!s->ndjson) put_pattern_text(s, &list[i]);
    }
    for (uint32_t i = 0; i < s->view.written_count && s->ndjson; i++) {
        const wv_written *w = &s->view.written[i];
        if (w->is_pattern && w->standing &&
            wv_screening_bears(area, wv_casebook_slug_of_rule(&s->book, w->rule)))
            put_pattern_json(s, area, w);
    }
    return count;
}

/* --- the page -----------------------------------------------------------------------------------
 */

/* Counted, not told: contacts of the other by channel, and between which days. */
static void put_contact(screening *s)
{
    const wv_chronology *c = s->view.chronology;
    wv_time first = {0}, last = {0};
    uint64_t messages = 0, calls = 0, visits = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (e->gone || e->from_role != WV_ROLE_OTHER) continue;
        bool message = e->kind == WV_KIND_MESSAGE, call = wv_str_is(e->head->type, "contact.call"),
             visit = wv_str_is(e->head->type, "contact.visit");
        if (!message && !call && !visit) continue;
        messages += message, visits += visit;
        const wv_value *n = call ? wv_entry_attr(e, WV_STR("count")) : NULL;
        if (call)
            calls += n && n->type == WV_VALUE_NUMBER && n->number >= 1 && n->number < 100000
                         ? (uint64_t)n->number
                         : 1;
        if (!first.known || e->occurred.seconds < first.seconds) first = e->occurred;
        if (!last.known || e->occurred.seconds > last.seconds) last = e->occurred;
    }
    if (!first.known) return;
    wv_buf_text(&s->out, "   - geteld van de ander: ");
    wv_dutch_count(&s->out, messages, "bericht, ", "berichten, ");
    wv_dutch_count(&s->out, calls, "keer gebeld, ", "keer gebeld, ");
    wv_dutch_count(&s->out, visits, "bezoek", "bezoeken");
    wv_buf_text(&s->out, ", tussen ");
    wv_dutch_day(&s->out, first);
    wv_buf_text(&s->out, " en ");
    wv_dutch_day(&s->out, last);
    wv_buf_byte(&s->out, '\n');
}

static void put_head(screening *s)
{
    wv_buf *out = &s->out;
    wv_buf_format(out, "VOORBEREIDING SCREENING, %s ", s->book.word->upper);
    wv_dutch_plain(out, s->view.chronology->id);
    wv_buf_text(out,
                "\nStukken die kunnen helpen bij de vragen. Dit is geen screening en geen score.\n"
                "Het is gemaakt door een computer en kan dingen missen. Lees altijd de stukken "
                "zelf.\n");
}

static void put_page(screening *s)
{
    uint32_t count;
    const wv_screening_area *areas = wv_screening_areas(&count);
    if (!s->ndjson) put_head(s);
    for (uint32_t i = 0; i < count; i++) {
        if (!s->ndjson)
            wv_buf_format(&s->out, "\n%u. %s\n   %s\n", i + 1, areas[i].title, areas[i].question);
        uint32_t items = put_items(s, &areas[i]) + put_patterns(s, &areas[i]);
        if (!s->ndjson && strcmp(areas[i].name, "contact") == 0) put_contact(s);
        if (items == 0 && !s->ndjson)
            wv_buf_text(&s->out, "   Geen signaal gevonden. Dat zegt niet dat het er niet is.\n");
    }
}

/* --- the command --------------------------------------------------------------------------------
 */

static wv_rc run(screening *s, const char *name, const wv_option_texts *records, wv_err *err)
{
    wv_rc rc = wv_cases_view(s->book.cases, wv_str_of(name), &s->view, err);
    for (unsigned i = 0; i < records->count && rc == WV_OK; i++)
        rc = wv_passages_read(&s->passages, &s->book, &s->view, records->items[i], err);
    if (rc == WV_OK) put_page(s);
    if (rc == WV_OK) rc = wv_casebook_write(&s->out, err);
    if (rc == WV_OK && records->count)
        fprintf(stderr,
                "waakvlam screening: %llu records of the case read, %llu with other content than "
                "the state's passed, %llu others passed\n",
                (unsigned long long)s->passages.used, (unsigned long long)s->passages.strange,
                (unsigned long long)s->passages.other);
    return rc;
}

static int list_areas(const char *pack_path)
{
    wv_frozen *pack = NULL;
    wv_err err = {0};
    wv_buf out;
    uint32_t count;
    const wv_screening_area *areas = wv_screening_areas(&count);
    int done = wv_packs_open(pack_path, false, &pack);
    if (done) return done;
    wv_buf_init(&out);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < pack->ast->signal_count; k++) {
            wv_str slug = pack->ast->signals[k].slug.s;
            if (!wv_screening_bears(&areas[i], slug)) continue;
            wv_buf_format(&out, "%s\t%.*s\n", areas[i].name, (int)slug.n, slug.p);
        }
    wv_rc rc = wv_casebook_write(&out, &err);
    if (rc) fprintf(stderr, "waakvlam screening: %s\n", err.message);
    wv_buf_done(&out);
    wv_frozen_free(pack);
    return wv_rc_exit(rc);
}

static int run_screening(const char *pack, const char *state, const char *name, bool ndjson,
                         const wv_dutch_case *word, const wv_option_texts *records)
{
    screening s = {.ndjson = ndjson};
    wv_err err = {0};
    int done = wv_casebook_open("screening", pack, state, &s.book);
    if (done) return done;
    s.book.word = word;
    wv_passages_init(&s.passages);
    wv_buf_init(&s.out);
    wv_rc rc = run(&s, name, records, &err);
    if (rc)
        fprintf(stderr, "waakvlam screening: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_buf_done(&s.out);
    wv_passages_done(&s.passages);
    wv_casebook_close(&s.book);
    return wv_rc_exit(rc);
}

int wv_cli_screening(int argc, char **argv)
{
    const char *pack = NULL, *state = NULL, *format = "text", *word = NULL;
    const wv_dutch_case *case_word = NULL;
    wv_option_texts records = {0};
    bool areas = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for labels and to find words", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "records", WV_OPTION_TEXTS, "FILE", "records of the case: their words are shown",
         &records},
        {0, "areas", WV_OPTION_FLAG, NULL, "list the areas with their signals and stop", &areas},
        {0, "format", WV_OPTION_TEXT, "FORM", "text (Dutch, to read) or ndjson", &format},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0}};
    const wv_command_line line = {
        "screening --state FILE [--records FILE] [--format text|ndjson] CASE",
        "Writes what is on file that may bear on the question areas of a stalking screening.\n"
        "It is no screening: it scores nothing and answers nothing.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (areas) return list_areas(pack);
    bool ndjson = strcmp(format, "ndjson") == 0;
    if (!ndjson && strcmp(format, "text") != 0)
        return wv_options_usage(&line, "--format wants text or ndjson");
    if (!wv_dutch_case_named(word, &case_word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    if (!state || argc != 2)
        return wv_options_usage(&line, "give --state FILE and the name of one case");
    return run_screening(pack, state, argv[1], ndjson, case_word, &records);
}
