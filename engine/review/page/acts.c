/* SPDX-License-Identifier: EUPL-1.2 */
/* acts.c: what a form does.
 *
 * In: a form whose token was checked. Out: a change in the store and a redirect. Neighbours:
 * store/queue.h and store/decide.h keep the rules; routes.c writes the audit entry. Invariant: a
 * form is done whole or not at all. Cost: a few rows. */
#include "review/page/page.h"

wv_rc wv_page_case_of(wv_visit *v, wv_case_row *out)
{
    return wv_queue_case(v->site->store, &v->viewer, wv_visit_number(v, 1), v->arena, out, &v->err);
}

static wv_rc back_to_case(wv_visit *v, wv_rc rc)
{
    return rc ? rc : wv_visit_redirect(v, "/zaak/%lld", (long long)wv_visit_number(v, 1));
}

/* --- who has it ---------------------------------------------------------------------------------
 */

wv_rc wv_act_take(wv_visit *v)
{
    wv_rc rc = wv_queue_take(v->site->store, &v->viewer, wv_visit_number(v, 1), &v->err);
    if (rc == WV_E_LOCKED)
        return wv_visit_fail(v, rc, "Iemand anders heeft deze zaak net genomen.");
    return back_to_case(v, rc);
}

wv_rc wv_act_release(wv_visit *v)
{
    wv_rc rc = wv_queue_release(v->site->store, &v->viewer, wv_visit_number(v, 1), &v->err);
    return rc ? rc : wv_visit_redirect(v, "/wachtrij");
}

/* Hours from now: a date field needs a picker, and one that is short is easier to say. */
wv_rc wv_act_snooze(wv_visit *v)
{
    int64_t hours = wv_request_number(&v->request->form, "uren", 0);
    if (hours < 1) return wv_visit_fail(v, WV_E_USAGE, "Kies wanneer de zaak terug moet komen.");
    wv_rc rc = wv_queue_snooze(v->site->store, &v->viewer, wv_visit_number(v, 1),
                               v->viewer.now + hours * 3600, &v->err);
    if (rc == WV_E_LIMIT)
        return wv_visit_fail(v, rc, "Zo lang mag deze zaak niet wachten. Kies een kortere tijd.");
    return rc ? rc : wv_visit_redirect(v, "/wachtrij");
}

wv_rc wv_act_hand_over(wv_visit *v)
{
    const wv_fields *f = &v->request->form;
    wv_str name = wv_request_field(f, "rol"), note = wv_request_field(f, "noot");
    if (wv_access_role_of(name) == WV_ACCESS_NOBODY)
        return wv_visit_fail(v, WV_E_USAGE, "Kies aan welke rol u de zaak overdraagt.");
    wv_rc rc =
        wv_queue_hand_over(v->site->store, &v->viewer, wv_visit_number(v, 1), name, note, &v->err);
    return rc ? rc : wv_visit_redirect(v, "/wachtrij");
}

/* --- the question per finding -------------------------------------------------------------------
 */

static wv_read_answer answer_of(wv_str word)
{
    return wv_str_is(word, "ja")        ? WV_READ_YES
           : wv_str_is(word, "nee")     ? WV_READ_NO
           : wv_str_is(word, "twijfel") ? WV_READ_UNSURE
                                        : WV_READ_OPEN;
}

static wv_str field_of(wv_visit *v, const char *name, int64_t num)
{
    char key[64];
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_format(&b, "%s.%lld", name, (long long)num);
    size_t n = b.n < sizeof key ? b.n : sizeof key - 1;
    if (n) memcpy(key, b.p, n);
    key[n] = '\0';
    wv_buf_done(&b);
    return wv_request_field(&v->request->form, key);
}

static const char *what_is_wrong(const wv_decide_read *d, wv_rc rc)
{
    if (rc == WV_E_LOCKED) return "Iemand anders heeft deze vindplaats al gelezen.";
    if (rc != WV_E_USAGE) return NULL;
    if (d->answer == WV_READ_NO && d->reason == WV_REASON_NONE)
        return "Kies bij ‘nee’ een reden. Er is niets opgeslagen.";
    if (d->note.n == 0) return "Geef een toelichting. Er is niets opgeslagen.";
    return "De toelichting is te lang. Er is niets opgeslagen.";
}

static wv_rc read_one(wv_visit *v, int64_t finding, wv_round round, int64_t *num)
{
    wv_str reason = field_of(v, "reden", finding);
    wv_decide_read d = {.finding = finding,
                        .answer = answer_of(field_of(v, "lezing", finding)),
                        .note = field_of(v, "noot", finding),
                        .round = round};
    bool given = reason.n == 1 && reason.p[0] >= '1' && reason.p[0] <= '6';
    if (given && d.answer == WV_READ_NO) d.reason = (wv_read_reason)(reason.p[0] - '0');
    wv_rc rc = wv_decide_on_reading(v->site->store, &v->viewer, &d, num, &v->err);
    const char *say = rc ? what_is_wrong(&d, rc) : NULL;
    return say ? wv_visit_fail(v, rc, say) : rc;
}

/* `/signaal/3/lezen`: all findings of the item that got an answer; `/patroon/7/lezen`: that one. */
wv_rc wv_act_read(wv_visit *v)
{
    wv_store *s = v->site->store;
    wv_item item = {0};
    wv_item_finding one;
    int64_t num = 0, path = wv_visit_number(v, 1);
    bool is_alert = wv_str_is(v->request->segments[0], "patroon"), may = false;
    wv_rc rc = is_alert ? wv_item_finding_read(s, path, v->arena, &one, &v->err)
                        : wv_item_read(s, path, v->arena, &item, &v->err);
    if (rc == WV_OK && is_alert)
        item = (wv_item){.case_num = one.case_num, .findings = &one, .count = 1};
    if (rc == WV_OK) rc = wv_store_may_see(s, &v->viewer, item.case_num, &may, &v->err);
    if (rc == WV_OK && !may) rc = WV_E_NOINPUT;
    wv_visit_saw(v, item.case_num);
    for (uint32_t i = 0; rc == WV_OK && i < item.count; i++)
        if (answer_of(field_of(v, "lezing", item.findings[i].num)) != WV_READ_OPEN)
            rc = read_one(v, item.findings[i].num, WV_ROUND_FIRST, &num);
    if (rc) return rc;
    if (num == 0) return wv_visit_fail(v, WV_E_USAGE, "Kies Ja, Nee of Twijfel.");
    return wv_visit_redirect(v,
                             is_alert ? "/patroon/%lld?besluit=%lld" : "/signaal/%lld?besluit=%lld",
                             (long long)path, (long long)num);
}

/* A second or third reading: `/tweede/12/lezen`. */
wv_rc wv_act_read_again(wv_visit *v)
{
    int64_t num = 0, finding = wv_visit_number(v, 1);
    bool third = wv_request_number(&v->request->form, "ronde", 2) == 3, may = false;
    wv_item_finding f;
    wv_rc rc = wv_item_finding_read(v->site->store, finding, v->arena, &f, &v->err);
    if (rc == WV_OK) rc = wv_store_may_see(v->site->store, &v->viewer, f.case_num, &may, &v->err);
    if (rc == WV_OK && !may) rc = WV_E_NOINPUT;
    if (rc) return rc;
    wv_visit_saw(v, f.case_num);
    if (answer_of(field_of(v, "lezing", finding)) == WV_READ_OPEN)
        return wv_visit_fail(v, WV_E_USAGE, "Kies Ja, Nee of Twijfel.");
    rc = read_one(v, finding, third ? WV_ROUND_THIRD : WV_ROUND_SECOND, &num);
    return rc ? rc : wv_visit_redirect(v, "/tweede?besluit=%lld", (long long)num);
}

/* --- the question per case ----------------------------------------------------------------------
 */

static wv_do_answer act_of(wv_str word)
{
    return wv_str_is(word, "door")    ? WV_DO_FORWARD
           : wv_str_is(word, "voeg")  ? WV_DO_JOIN
           : wv_str_is(word, "geen")  ? WV_DO_NOTHING
           : wv_str_is(word, "later") ? WV_DO_LATER
                                      : (wv_do_answer)0;
}

/* Who has the case decides; at severity 5 the second person is not the first. */
static const char *whose_it_is(const wv_visit *v, const wv_case_row *row, wv_do_answer answer)
{
    bool second = row->second_wanted && answer == WV_DO_NOTHING;
    if (second && wv_str_eq(row->second_not, v->viewer.user))
        return "U koos dit al. Nu beslist een tweede persoon.";
    if (!second && row->lease_user.n && !wv_str_eq(row->lease_user, v->viewer.user))
        return "Iemand anders heeft deze zaak genomen.";
    return NULL;
}

wv_rc wv_act_decide(wv_visit *v)
{
    wv_case_row row;
    const wv_fields *f = &v->request->form;
    int64_t num = 0, hours = wv_request_number(f, "uren", 0);
    wv_decide_do d = {.case_num = wv_visit_number(v, 1),
                      .through = wv_request_number(f, "tot", 0),
                      .answer = act_of(wv_request_field(f, "wat")),
                      .note = wv_request_field(f, "noot")};
    if (!d.answer) return wv_visit_fail(v, WV_E_USAGE, "Kies wat er met de zaak gebeurt.");
    if (d.answer == WV_DO_FORWARD) d.target = wv_request_field(f, "naar");
    if (d.answer == WV_DO_JOIN) d.target = wv_request_field(f, "bij");
    if (d.answer == WV_DO_LATER) d.until = hours ? v->viewer.now + hours * 3600 : 0;
    if ((d.answer == WV_DO_FORWARD || d.answer == WV_DO_JOIN) && d.target.n == 0)
        return wv_visit_fail(v, WV_E_USAGE, "Vul in waar de zaak heen gaat.");
    if (d.answer == WV_DO_NOTHING && d.note.n == 0)
        return wv_visit_fail(v, WV_E_USAGE, "Geef bij ‘Nu geen vervolg’ een toelichting.");
    wv_rc rc = wv_page_case_of(v, &row);
    const char *say = rc ? NULL : whose_it_is(v, &row, d.answer);
    if (say) return wv_visit_fail(v, WV_E_LOCKED, say);
    if (rc == WV_OK) rc = wv_decide_on_case(v->site->store, &v->viewer, &d, &num, &v->err);
    if (rc == WV_E_LOCKED)
        return wv_visit_fail(v, rc, "In deze zaak staat nu niets open. Kijk opnieuw.");
    if (rc == WV_E_LIMIT)
        return wv_visit_fail(v, rc, "Zo lang mag deze zaak niet wachten. Kies een kortere tijd.");
    return rc ? rc : wv_visit_redirect(v, "/wachtrij?besluit=%lld", (long long)num);
}

wv_rc wv_act_undo(wv_visit *v)
{
    wv_decision d;
    bool may = false;
    wv_rc rc = wv_decide_one(v->site->store, wv_visit_number(v, 1), v->arena, &d, &v->err);
    if (rc == WV_OK) rc = wv_store_may_see(v->site->store, &v->viewer, d.case_num, &may, &v->err);
    if (rc == WV_OK && !may) rc = WV_E_NOINPUT;
    if (rc == WV_OK) wv_visit_saw(v, d.case_num);
    if (rc == WV_OK) rc = wv_decide_undo(v->site->store, &v->viewer, d.num, &v->err);
    if (rc == WV_E_LIMIT)
        return wv_visit_fail(v, rc,
                             "Dit besluit ligt vast. Neem een nieuw besluit; beide blijven "
                             "staan.");
    if (rc == WV_E_LOCKED)
        return wv_visit_fail(v, rc, "Alleen wie het besluit nam, kan het terugdraaien.");
    return rc ? rc : wv_visit_redirect(v, "/zaak/%lld", (long long)d.case_num);
}

wv_rc wv_act_missed(wv_visit *v)
{
    const wv_fields *f = &v->request->form;
    wv_case_row row;
    wv_rc rc = wv_page_case_of(v, &row);
    wv_missed m = {.case_num = row.num,
                   .record = wv_request_field(f, "stuk"),
                   .signal = wv_request_field(f, "signaal"),
                   .note = wv_request_field(f, "noot")};
    if (rc == WV_OK) rc = wv_decide_missed(v->site->store, &v->viewer, &m, &v->err);
    return back_to_case(v, rc);
}
