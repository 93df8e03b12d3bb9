/* SPDX-License-Identifier: EUPL-1.2 */
/* upkeep.c: what can be told of a resting case without its pack. In: a case's log. Out: when it was
 * last told something. Neighbours: cli/state.c (expire). Cost: one reading of the log. */
#include "case/pickle.h"
#include "case/view.h"

static bool read_op(wv_pickle_reader *r, char op, wv_time *last)
{
    wv_entry e;
    wv_written w;
    wv_past past;
    wv_past_due due;
    wv_contact_day day;
    switch (op) {
    case 'S': break;
    case 'E':
    case 'D':
        wv_pickle_read_entry(r, &e);
        if (!r->bad && (!last->known || e.received.seconds > last->seconds)) *last = e.received;
        break;
    case 'W': wv_pickle_read_written(r, &w); break;
    case 'V': wv_pickle_read_number(r); break;
    case 'A':
        wv_pickle_read_string(r);
        wv_pickle_read_number(r);
        wv_pickle_read_signed(r);
        break;
    case 'R': wv_pickle_read_past(r, &past); break;
    case 'P': wv_pickle_read_due(r, &due); break;
    case 'N': wv_pickle_read_day(r, &day); break;
    default: wv_pickle_read_signed(r); break;
    }
    return !r->bad;
}

wv_rc wv_case_last_news(wv_str log, wv_time *last, wv_err *err)
{
    wv_pickle_learned names; /* rules and signals do not matter here */
    wv_arena arena;
    wv_tz zone;
    *last = (wv_time){0};
    wv_rc rc = wv_tz_open("Europe/Amsterdam", &zone, err);
    if (rc) return rc;
    wv_arena_init(&arena);
    wv_map_init(&names.rules);
    wv_map_init(&names.signals);
    const unsigned char *p = (const unsigned char *)log.p;
    wv_entry_heads heads = {0};
    wv_pickle_reader r = {.learned = &names,
                          .p = p,
                          .end = p + log.n,
                          .arena = &arena,
                          .heads = &heads,
                          .zone = &zone};
    bool ok = true;
    for (char op; ok && (op = wv_pickle_next(&r)) != 0;) ok = read_op(&r, op, last);
    wv_map_done(&names.rules);
    wv_map_done(&names.signals);
    wv_arena_done(&arena);
    return ok && !r.bad ? WV_OK : wv_err_set(err, WV_E_CORRUPT, "the state of a case is damaged");
}
