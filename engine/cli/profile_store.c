/* SPDX-License-Identifier: EUPL-1.2 */
/* profile_store.c: what rules cost, into the store that those who keep the rules look at.
 *
 * In: a measurement. Out: rows, and an entry in the log. Neighbours: profile.c measures,
 * store/cost.c keeps. Invariant: rows and entry are one transaction; of where the corpus stood only
 * its name is kept. Cost: a row a rule. */
#include "cli/profile_store.h"

#include "cli/storing.h"
#include "store/audit.h"

static wv_rc log_it(wv_store *s, const wv_cost_measure *m, wv_err *err)
{
    char who[64];
    wv_buf what;
    wv_storing_user(who);
    wv_buf_init(&what);
    wv_buf_text(&what, "{\"costs_of_pack\":");
    wv_buf_json(&what, m->pack_sha256);
    wv_buf_byte(&what, '}');
    wv_audit_entry e = {.verb = WV_AUDIT_SETTING,
                        .who = wv_str_of(who),
                        .role = WV_STR("system"),
                        .what = (wv_str){what.p, (uint32_t)what.n},
                        .at = m->at};
    wv_rc rc = what.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                           : wv_audit_add(s, &e, NULL, err);
    wv_buf_done(&what);
    return rc;
}

wv_rc wv_profile_store(const char *store, const wv_cost_measure *m, const wv_cost_rule *rules,
                       uint32_t count, wv_err *err)
{
    wv_store_options options = {store, false, false};
    wv_cost_measure named = *m;
    wv_store *s = NULL;
    for (uint32_t i = m->corpus.n; i > 0; i--)
        if (m->corpus.p[i - 1] == '/') {
            named.corpus = (wv_str){m->corpus.p + i, m->corpus.n - i};
            break;
        }
    named.at = wv_storing_now();
    wv_rc rc = wv_store_open(&options, &s, err);
    if (rc) return rc;
    rc = wv_store_begin(s, err);
    if (rc == WV_OK) rc = wv_cost_write(s, &named, rules, count, err);
    if (rc == WV_OK) rc = log_it(s, &named, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    wv_store_close(s);
    return rc;
}
