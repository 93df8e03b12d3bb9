/* SPDX-License-Identifier: EUPL-1.2 */
/* page.h: every page, and the pieces they are built from. Inside of review/.
 *
 * Pages are complete without script; keys.js only adds keys, by the data- attributes that stand
 * here. Words are those of domain experts: a text says what was found, never what somebody is, and
 * no page says that there is no danger. */
#ifndef WV_REVIEW_PAGE_PAGE_H
#define WV_REVIEW_PAGE_PAGE_H

#include "review/picture.h"
#include "review/site.h"
#include "store/decide.h"
#include "store/item.h"
#include "store/queue.h"

enum {
    WV_PAGE_QUEUE_ROWS = 25,
    WV_PAGE_FINDINGS_MAX = 50, /* on one item; the rest stands behind a link */
    WV_PAGE_RECORDS = 100,     /* of a chronology, on one page */
};

typedef enum wv_nav {
    WV_NAV_NONE,
    WV_NAV_QUEUE,
    WV_NAV_GRANTED,
    WV_NAV_SECOND,
    WV_NAV_SEARCH,
    WV_NAV_LEAD,
    WV_NAV_KEYS,
} wv_nav;

/* --- layout.c */
void wv_page_begin(wv_visit *v, const char *title, wv_nav nav);
/* `Zaak z1`: the title names something of the queue. */
void wv_page_begin_about(wv_visit *v, const char *what, wv_str name);
void wv_page_end(wv_visit *v);
/* `<form method="post" action="/zaak/3/nemen">` with the session's token; the page closes it. */
void wv_page_form(wv_visit *v, const char *action, ...) __attribute__((format(printf, 2, 3)));
/* May this visitor see any of the pages on quality? */
bool wv_page_leads(const wv_visit *v);
/* An error as a page: who sees it need not be logged in. */
void wv_page_error(wv_response *response, unsigned status, const char *say);

/* --- words.c: values as Dutch words. Appended escaped. */
const char *wv_page_triage(wv_triage triage);      /* Nu, Vandaag, Deze week, ... */
const char *wv_page_label(wv_label label);         /* ontkend, als-dan, ... */
const char *wv_page_reason(wv_read_reason reason); /* Ontkend of als-dan, ... */
const char *wv_page_answer(wv_read_answer answer); /* Ja, Nee, Twijfel */
const char *wv_page_act(wv_do_answer act);         /* Doorzetten naar, ... */
const char *wv_page_role(wv_str role);             /* beoordelaar, ... */
void wv_page_moment(wv_visit *v, int64_t at);      /* as <time>; `tijd niet bekend` for 0 */
void wv_page_written_moment(wv_visit *v, wv_str iso);
void wv_page_waiting(wv_visit *v, int64_t since); /* `35 minuten`, `2 dagen` */
void wv_page_duration(wv_visit *v, int64_t seconds);
void wv_page_number(wv_visit *v, uint32_t n); /* 1.000+ above the most that is counted */
void wv_page_case_name(wv_visit *v, const wv_case_row *row);
void wv_page_person(wv_visit *v, wv_str ref);
/* A title in a row of titles: only the first has a capital; `A past zich aan`, `AirTag` keep
 * theirs. */
void wv_page_listed(wv_visit *v, wv_str title, bool first);

/* --- marked.c: a text with its evidence marked. */
typedef struct wv_marked {
    uint32_t start, end; /* code points */
    uint32_t number;     /* of the finding on the page, from 1; 0: a word that was searched */
    bool masked;
} wv_marked;
/* Sorts and merges `marks`; a mark says by number to which findings it belongs. */
void wv_page_marked(wv_visit *v, wv_str text, wv_marked *marks, uint32_t count);
/* At most `most` code points of it, from a little before the first mark; what is cut shows as `…`.
 */
void wv_page_excerpt(wv_visit *v, wv_str text, wv_marked *marks, uint32_t count, uint32_t most);

/* A second reader must not know the first answer before the own one stands. */
bool wv_page_hides_answer(const wv_visit *v, const wv_item_finding *f);

/* What stands with a finding that a newer pack made of records of before. */
extern const char wv_page_replayed[];

/* --- finding.c: one finding, with its reasons; opens an <article> that the page closes. */
void wv_page_finding(wv_visit *v, const wv_item_finding *f, uint32_t number, bool blind);
/* The question whether it was read rightly, with its fields. */
void wv_page_reading(wv_visit *v, const wv_item_finding *f, uint32_t number);
/* Earlier decisions, newest first; with a button while one can be undone. */
void wv_page_decisions(wv_visit *v, const wv_decision *list, uint32_t count);
/* "Opgeslagen", with a button for the decision that ?besluit= names. */
void wv_page_done(wv_visit *v);

/* --- item.c: what is known of a record (NULL: nothing), and the form for what no rule found in it.
 */
void wv_page_crumbs(wv_visit *v, const wv_case_row *row); /* back to the case */
void wv_page_record_facts(wv_visit *v, const wv_item_record *r, wv_str id);
void wv_page_missed(wv_visit *v, int64_t case_num, wv_str record);

/* --- context.c: the texts before and after a record; the records that a finding rests on. */
wv_rc wv_page_around(wv_visit *v, const wv_item_record *r);
wv_rc wv_page_evidence(wv_visit *v, const wv_item_finding *f);

/* --- pause.c: counts a heavy text, and says when it is time for a pause, for who chose that. */
void wv_page_pause(wv_visit *v, uint8_t severity);
/* Sets the cookie with what v->preferences holds now. */
void wv_page_keep_preferences(wv_visit *v);

/* --- facts.c: what was counted for a pattern, `{"counted":14,...}`, as a list. */
void wv_page_facts(wv_visit *v, wv_str json);
/* `attrs` of an event's JSON, as a list. */
void wv_page_attrs(wv_visit *v, wv_str record_json);

/* --- orders.c: bans among records that stand in order of time; their number. */
uint32_t wv_page_bans(wv_visit *v, const wv_item_record *records, uint32_t count,
                      wv_picture_ban *bans, uint32_t max);

/* --- the pages */
wv_rc wv_page_queue(wv_visit *v);
wv_rc wv_page_login(wv_visit *v);
wv_rc wv_page_item(wv_visit *v);
wv_rc wv_page_alert(wv_visit *v);
wv_rc wv_page_place(wv_visit *v); /* /vindplaats/3: where a finding is shown */
wv_rc wv_page_case(wv_visit *v);
wv_rc wv_page_record(wv_visit *v); /* a record of a case in which nothing need be found */
wv_rc wv_page_second(wv_visit *v);
wv_rc wv_page_granted(wv_visit *v);
wv_rc wv_page_search(wv_visit *v);
wv_rc wv_page_keys(wv_visit *v);
/* To the first page that this role may see. */
wv_rc wv_page_home(wv_visit *v);
wv_rc wv_page_lead(wv_visit *v);
wv_rc wv_page_monitor(wv_visit *v);
wv_rc wv_page_rules(wv_visit *v);
wv_rc wv_page_rule(wv_visit *v);
wv_rc wv_page_sample(wv_visit *v);

/* --- what a form does: acts.c, and login.c for the session */
wv_rc wv_act_login(wv_visit *v);
wv_rc wv_act_logout(wv_visit *v);
wv_rc wv_act_take(wv_visit *v);
wv_rc wv_act_release(wv_visit *v);
wv_rc wv_act_snooze(wv_visit *v);
wv_rc wv_act_hand_over(wv_visit *v);
wv_rc wv_act_decide(wv_visit *v);
wv_rc wv_act_read(wv_visit *v);
wv_rc wv_act_read_again(wv_visit *v);
wv_rc wv_act_undo(wv_visit *v);
wv_rc wv_act_missed(wv_visit *v);
wv_rc wv_act_preferences(wv_visit *v);

/* The case that the second part of the path names; WV_E_NOINPUT when this viewer may not see it. */
wv_rc wv_page_case_of(wv_visit *v, wv_case_row *out);

#endif
