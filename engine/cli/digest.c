/* SPDX-License-Identifier: EUPL-1.2 */
/* digest.c: `waakvlam digest`: what is new in every case since the last digest.
 *
 * In: a state. Out: a Dutch text, or a line a case, the most urgent cases first. What is new is
 * what the logs of the cases did not hold at the last digest, so a record that came late is new
 * however old it is; with --since it is what was received after a moment. Neighbours: casebook.c,
 * digest_write.c. Invariant: the mark moves only after all of the output was written. Cost: one
 * pass over all cases; a case that did not change is loaded twice and skipped. */
#include "cli/digest.h"

#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct digest {
    wv_casebook book;
    wv_cases *before; /* the cases as the last digest saw them; NULL with --since */
    wv_time since, as_of;
    bool ndjson, all;
    wv_disclosure profile;
    const wv_dutch_case *word;
    wv_buf by_triage[WV_TRIAGE_NOW + 1];
    uint64_t cases, shown;
} digest;

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The longest time between two acts, by the clock on which they happened. */
static bool find_silence(const wv_chronology *c, wv_digest_case *d)
{
    uint32_t count = 0;
    int64_t *at = wv_mem_new((c->count + 1) * sizeof *at);
    if (!at) return false;
    for (uint32_t i = 0; i < c->count; i++)
        if (wv_casebook_is_act(&c->entries[i])) at[count++] = c->entries[i].occurred.seconds;
    qsort(at, count, sizeof *at, by_number);
    for (uint32_t i = 1; i < count; i++)
        if (at[i] - at[i - 1] > d->silence)
            d->silence = at[i] - at[i - 1], d->silence_from = at[i - 1];
    if (count) d->last_act = at[count - 1];
    d->acts = count;
    wv_mem_free(at);
    return true;
}

static bool is_new_entry(const digest *d, const wv_case_view *old, const wv_entry *e)
{
    if (!d->before) return e->received.seconds > d->since.seconds;
    uint32_t at = old->chronology ? wv_chronology_find(old->chronology, e->id) : UINT32_MAX;
    return at == UINT32_MAX || old->chronology->entries[at].content != e->content;
}

/* The ledger of a case only grows: what stands past its old end was raised since. */
static bool is_new_alert(const digest *d, const wv_case_view *old, const wv_case_view *now,
                         uint32_t i)
{
    if (!d->before) return now->written[i].raised_at.seconds > d->since.seconds;
    return i >= old->written_count;
}

static bool has_fallen(const digest *d, const wv_case_view *old, const wv_case_view *now,
                       uint32_t i)
{
    return d->before && i < old->written_count && old->written[i].standing &&
           !now->written[i].standing;
}

/* What the case tells of a record that was on file before, since the last digest. */
static unsigned late_is(const digest *d, const wv_case_view *old, const wv_case_view *now,
                        const wv_digest_case *one, uint32_t i)
{
    const wv_written *w = &now->written[i];
    uint32_t at = wv_chronology_find(now->chronology, w->trigger);
    if (at == UINT32_MAX || one->entry_new[at]) return WV_DIGEST_OTHER;
    if (w->standing) return is_new_alert(d, old, now, i) ? WV_DIGEST_LATE : WV_DIGEST_OTHER;
    return has_fallen(d, old, now, i) ? WV_DIGEST_LATE_FALLEN : WV_DIGEST_OTHER;
}

static bool sort_out(const digest *d, const wv_case_view *old, const wv_case_view *now,
                     wv_digest_case *out)
{
    out->view = now;
    out->entry_new = wv_mem_new(now->chronology->count + 1);
    out->written_is = wv_mem_new(now->written_count + 1);
    if (!out->entry_new || !out->written_is) return false;
    for (uint32_t i = 0; i < now->chronology->count; i++) {
        const wv_entry *e = &now->chronology->entries[i];
        out->entry_new[i] = is_new_entry(d, old, e);
        if (out->entry_new[i]) out->news++, out->records[e->kind]++;
    }
    for (uint32_t i = 0; i < now->written_count; i++) {
        const wv_written *w = &now->written[i];
        if (!w->is_pattern) {
            out->written_is[i] = (uint8_t)late_is(d, old, now, out, i);
            out->news += out->written_is[i] != WV_DIGEST_OTHER;
            continue;
        }
        if (w->standing) out->open++;
        if (w->standing && w->triage > out->triage) out->triage = w->triage;
        if (w->standing && is_new_alert(d, old, now, i))
            out->written_is[i] = WV_DIGEST_NEW, out->news++;
        else if (has_fallen(d, old, now, i))
            out->written_is[i] = WV_DIGEST_FALLEN, out->news++;
        else if (w->standing)
            out->written_is[i] = WV_DIGEST_OPEN;
    }
    return find_silence(now->chronology, out);
}

static wv_rc put_line(const digest *d, const wv_digest_case *one, wv_buf *out, wv_err *err)
{
    wv_buf line;
    wv_buf_init(&line);
    wv_digest_ndjson(&d->book, one, &line);
    wv_rc rc = line.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                           : wv_disclose_lines(&d->profile, wv_casebook_str(&line), out, err);
    wv_buf_done(&line);
    return rc;
}

static wv_rc digest_case(digest *d, wv_str name, wv_err *err)
{
    wv_case_view now, old = {0};
    wv_rc rc = wv_cases_view(d->book.cases, name, &now, err);
    if (rc == WV_E_NOINPUT) return WV_OK; /* only records without a clock: no chronology */
    if (rc == WV_OK && d->before) rc = wv_cases_view(d->before, name, &old, err);
    if (rc == WV_E_NOINPUT) rc = WV_OK, old = (wv_case_view){0};
    if (rc) return rc;
    wv_digest_case one = {
        .as_of = d->as_of, .since = d->since, .profile = &d->profile, .word = d->word};
    d->cases++;
    if (!sort_out(d, &old, &now, &one)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK && (one.news || one.open || d->all)) {
        wv_buf *out = &d->by_triage[one.triage];
        d->shown++;
        if (d->ndjson)
            rc = put_line(d, &one, out, err);
        else
            wv_digest_text(&d->book, &one, out);
        if (out->failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    wv_mem_free(one.entry_new);
    wv_mem_free(one.written_is);
    return rc;
}

/* The clock of a digest is the newest received_at on file: no run depends on when it is run. */
static wv_rc find_newest(digest *d, wv_err *err)
{
    wv_buf name;
    wv_time newest = {0};
    wv_rc rc;
    if (d->as_of.known) return WV_OK;
    wv_buf_init(&name);
    while ((rc = wv_casebook_next(&d->book, &name, err)) == WV_OK) {
        wv_case_view view;
        rc = wv_cases_view(d->book.cases, wv_casebook_str(&name), &view, err);
        if (rc == WV_E_NOINPUT) continue; /* only records without a clock */
        if (rc) break;
        wv_time last = wv_casebook_last(view.chronology);
        if (last.known && (!newest.known || last.seconds > newest.seconds)) newest = last;
    }
    d->as_of = newest;
    wv_buf_done(&name);
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc open_before(digest *d, wv_err *err)
{
    wv_cases_options options = {
        .store = {d->book.state, wv_state_load_digested, wv_state_append, wv_state_next},
        .warm_bytes = WV_CASEBOOK_WARM_BYTES};
    wv_diags diags;
    wv_diags_init(&diags);
    wv_rc rc = wv_cases_new(d->book.pack, &options, &d->before, &diags, err);
    wv_diags_done(&diags);
    return rc;
}

static wv_rc write_all(const digest *d, wv_err *err)
{
    wv_rc rc = WV_OK;
    wv_buf head;
    wv_buf_init(&head);
    const wv_digest_case of = {
        .as_of = d->as_of, .since = d->since, .profile = &d->profile, .word = d->word};
    if (!d->ndjson) wv_digest_head(&head, &of, d->cases, d->shown);
    rc = wv_casebook_write(&head, err);
    for (int t = WV_TRIAGE_NOW; t >= 0 && rc == WV_OK; t--)
        rc = wv_casebook_write(&d->by_triage[t], err);
    wv_buf_done(&head);
    return rc;
}

static wv_rc run(digest *d, bool mark, wv_err *err)
{
    wv_buf name;
    wv_buf_init(&name);
    wv_rc rc = d->since.known ? WV_OK : open_before(d, err);
    if (rc == WV_OK) rc = find_newest(d, err);
    while (rc == WV_OK && (rc = wv_casebook_next(&d->book, &name, err)) == WV_OK)
        rc = digest_case(d, wv_casebook_str(&name), err);
    if (rc == WV_E_END) rc = write_all(d, err);
    if (rc == WV_OK && mark) rc = wv_state_mark_digested(d->book.state, err);
    wv_buf_done(&name);
    return rc;
}

static int run_digest(digest *d, const char *pack, const char *state, bool mark)
{
    wv_err err = {0};
    int done = wv_casebook_open("digest", pack, state, &d->book);
    if (done) return done;
    for (int t = 0; t <= WV_TRIAGE_NOW; t++) wv_buf_init(&d->by_triage[t]);
    wv_rc rc = run(d, mark, &err);
    if (rc) fprintf(stderr, "waakvlam digest: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    for (int t = 0; t <= WV_TRIAGE_NOW; t++) wv_buf_done(&d->by_triage[t]);
    wv_cases_free(d->before);
    wv_casebook_close(&d->book);
    return wv_rc_exit(rc);
}

int wv_cli_digest(int argc, char **argv)
{
    const char *pack = NULL, *state = NULL, *since = NULL, *as_of = NULL, *format = "text";
    const char *profile = NULL, *word = NULL;
    bool peek = false, all = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for names and labels", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "since", WV_OPTION_TEXT, "TIME", "new is what was received after TIME; moves no mark",
         &since},
        {0, "as-of", WV_OPTION_TEXT, "TIME", "count days to TIME, not to the newest record",
         &as_of},
        {0, "peek", WV_OPTION_FLAG, NULL, "do not remember this digest as the last one", &peek},
        {0, "all", WV_OPTION_FLAG, NULL, "cases without news and open alerts too", &all},
        {0, "format", WV_OPTION_TEXT, "FORM", "text (Dutch, to read) or ndjson", &format},
        {0, "profile", WV_OPTION_TEXT, "NAME", "write only what the output profile names",
         &profile},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0}};
    const wv_command_line line = {
        "digest --state FILE [--since TIME | --peek] [--format text|ndjson]",
        "Writes per case what is new since the last digest, also on older records, which\n"
        "alerts stand open, how long ago its last record is, and its longest silence.\n"
        "The next digest goes on from here.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    digest d = {.all = all, .ndjson = strcmp(format, "ndjson") == 0};
    wv_err err;
    if (!d.ndjson && strcmp(format, "text") != 0)
        return wv_options_usage(&line, "--format wants text or ndjson");
    if (!state || argc != 1) return wv_options_usage(&line, "give --state FILE and nothing else");
    if (since && wv_time_parse(wv_str_of(since), 0, &d.since, &err))
        return wv_options_usage(&line, "--since: %s", err.message);
    if (as_of && wv_time_parse(wv_str_of(as_of), 0, &d.as_of, &err))
        return wv_options_usage(&line, "--as-of: %s", err.message);
    if (!wv_dutch_case_named(word, &d.word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    done = wv_disclose_open("digest", profile, pack, &d.profile);
    return done ? done : run_digest(&d, pack, state, !since && !peek);
}
