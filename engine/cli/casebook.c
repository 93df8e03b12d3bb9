/* SPDX-License-Identifier: EUPL-1.2 */
/* casebook.c: opening the cases of a state to read them.
 *
 * In: a pack and a state file. Out: cases one by one in order of their ids. Neighbours:
 * case/view.h, db/state.h. Invariant: a state that another pack version made is read with the pack
 * that was given; nothing is committed. Cost: a case is loaded when it is asked for. */
#include "cli/casebook.h"

#include "cli/packs.h"

#include <stdio.h>

enum { EXIT_USAGE = 64 };

static wv_rc open_state(const char *path, wv_casebook *book, wv_err *err)
{
    wv_state_options options = {.path = path, .keep = true, .must_exist = true};
    wv_rc rc = wv_state_open(&options, &book->state, err);
    if (rc) return rc;
    wv_cases_options cases = {.store = {book->state, wv_state_load, wv_state_append, wv_state_next},
                              .warm_bytes = WV_CASEBOOK_WARM_BYTES};
    wv_diags diags;
    wv_diags_init(&diags);
    rc = wv_cases_new(book->pack, &cases, &book->cases, &diags, err);
    wv_packs_print(&diags, false);
    wv_diags_done(&diags);
    return rc;
}

int wv_casebook_open(const char *command, const char *pack_path, const char *state_path,
                     wv_casebook *book)
{
    wv_err err = {0};
    *book = (wv_casebook){0};
    if (!wv_dutch_case_named(NULL, &book->word)) {
        fprintf(stderr, "waakvlam %s: WAAKVLAM_CASE_WORD is zaak or casus\n", command);
        return EXIT_USAGE;
    }
    int done = wv_packs_open(pack_path, false, &book->pack);
    if (done) return done;
    wv_rc rc = open_state(state_path, book, &err);
    if (rc == WV_OK) return 0;
    fprintf(stderr, "waakvlam %s: %s: %s\n", command, state_path,
            err.message[0] ? err.message : wv_rc_text(rc));
    wv_casebook_close(book);
    return wv_rc_exit(rc);
}

void wv_casebook_close(wv_casebook *book)
{
    wv_cases_free(book->cases);
    wv_state_close(book->state);
    wv_frozen_free(book->pack);
    *book = (wv_casebook){0};
}

wv_rc wv_casebook_next(wv_casebook *book, wv_buf *name, wv_err *err)
{
    wv_buf next;
    wv_buf_init(&next);
    wv_rc rc = wv_state_next(book->state, wv_casebook_str(name), &next, err);
    if (rc == WV_OK && next.n == 0) rc = WV_E_END;
    if (rc == WV_OK) {
        wv_buf_clear(name);
        wv_buf_add(name, next.p, next.n);
        if (name->failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    wv_buf_done(&next);
    return rc;
}

wv_str wv_casebook_slug(const wv_casebook *book, uint16_t signal)
{
    const wv_pack_ast *ast = book->pack->ast;
    return signal < ast->signal_count ? ast->signals[signal].slug.s : WV_STR("?");
}

wv_str wv_casebook_slug_of_rule(const wv_casebook *book, uint32_t rule)
{
    return rule < book->pack->rule_count ? book->pack->rules[rule].signal : WV_STR("?");
}

wv_str wv_casebook_label(const wv_casebook *book, wv_str slug)
{
    const wv_pack_ast *ast = book->pack->ast;
    for (uint32_t i = 0; i < ast->signal_count; i++)
        if (wv_str_eq(ast->signals[i].slug.s, slug)) return ast->signals[i].label.s;
    return slug;
}

wv_str wv_casebook_question(const wv_casebook *book, uint32_t rule)
{
    return rule < book->pack->rule_count ? book->pack->rules[rule].response : (wv_str){"", 0};
}

bool wv_casebook_is_act(const wv_entry *e)
{
    static const char *const bookings[] = {"case.", "screening.", "clock", "record.", "plan."};
    for (size_t i = 0; i < sizeof bookings / sizeof *bookings; i++)
        if (wv_str_starts(e->head->type, wv_str_of(bookings[i]))) return false;
    return !e->gone;
}

wv_time wv_casebook_last(const wv_chronology *c)
{
    wv_time last = {0}; /* entries stand by received_at */
    for (uint32_t i = c->count; i-- > 0 && !last.known;)
        if (!c->entries[i].gone) last = c->entries[i].received;
    return last;
}

wv_rc wv_casebook_write(const wv_buf *out, wv_err *err)
{
    if (out->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (out->n && fwrite(out->p, 1, out->n, stdout) != out->n)
        return wv_err_set(err, WV_E_IO, "cannot write");
    return fflush(stdout) == 0 ? WV_OK : wv_err_set(err, WV_E_IO, "cannot write");
}
