/* SPDX-License-Identifier: EUPL-1.2 */
/* chronology.h: all that is known of one case, in canonical order, and who is who in it.
 *
 * Owns its entries (arena). Entries stand sorted by wv_entry_cmp; an index is valid until an entry
 * is put before it. Not thread-safe. */
#ifndef WV_CASE_CHRONOLOGY_H
#define WV_CASE_CHRONOLOGY_H

#include "base/map.h"
#include "case/entry.h"

typedef struct wv_case_role { /* strength: 3 told by case.roles, 2 by `persons`, 1 follows from an
                                 event */
    wv_str ref;
    wv_role role;
    uint8_t strength;
} wv_case_role;

/* Beside wv_role: the actor of a message whose sender has no role in the case. hq03: four friends
 * at a game say what they like to each other; without roles their words are flags, but no pattern
 * of one against the other. */
enum { WV_CASE_ROLE_UNPLACED = WV_ROLE_PROFESSIONAL + 1 };
/* Somebody who is named, has no role, and is not the target: the case has one already. B writes
 * "kom je zaterdag ook" to a friend of whom nobody told anything: that is no contact with A. */
enum { WV_CASE_ROLE_SOMEBODY = WV_CASE_ROLE_UNPLACED + 1 };

enum { WV_CASE_ROLES_MAX = 64, WV_CASE_REFS_MAX = 16, WV_CASE_INCIDENT_SECONDS = 30 * 60 };

typedef struct wv_case_slot {
    uint32_t tag;   /* of the hash: who has another one is not looked at */
    uint32_t place; /* index in entries + 1, 0 is empty */
} wv_case_slot;

typedef struct wv_chronology {
    wv_str id;
    wv_arena arena;
    wv_entry_heads heads;
    wv_entry *entries;
    uint32_t count, capacity;
    wv_case_slot *slots; /* by hash of a record's id */
    uint32_t slot_count;
    wv_case_role roles[WV_CASE_ROLES_MAX];
    uint32_t role_count;
    wv_str
        refs[WV_CASE_REFS_MAX]; /* seen as sender, receiver, reporter or person; without a role */
    uint32_t ref_count;
    struct wv_history *history; /* horizon.h; NULL: the case has none. Borrowed from the case */
} wv_chronology;

void wv_chronology_init(wv_chronology *c);
void wv_chronology_done(wv_chronology *c);

/* Index of a record id, or UINT32_MAX. */
uint32_t wv_chronology_find(const wv_chronology *c, wv_str id);
/* Fetches what that will look at. */
void wv_chronology_ahead(const wv_chronology *c, wv_str id);

/* Puts a made entry (its strings already in c->arena) in its place; returns its index, UINT32_MAX
 * out of memory. */
uint32_t wv_chronology_insert(wv_chronology *c, const wv_entry *entry);
/* Many at once: appended, then brought into order; false when out of memory. */
bool wv_chronology_append(wv_chronology *c, const wv_entry *entry);
void wv_chronology_sort(wv_chronology *c);

/* --- roles.c
 * ------------------------------------------------------------------------------------------------------
 */

wv_role wv_roles_of(const wv_chronology *c, wv_str ref);
/* Everybody with a role, then those who are only known to be there; their number, at most
 * WV_CASE_ROLES_MAX + WV_CASE_REFS_MAX. */
uint32_t wv_roles_persons(const wv_chronology *c, wv_person *list);
void wv_roles_forget(wv_chronology *c);
/* Learns what an entry says of roles; true when a role that was known or needed changed. */
bool wv_roles_learn(wv_chronology *c, const wv_entry *entry);
/* Fills the roles of an entry and of its notes as they are known now. */
void wv_roles_assign(const wv_chronology *c, wv_entry *entry);
/* Who acts in an entry: sender, caller, visitor, owner of an account; empty when it does not say.
 */
wv_str wv_entry_actor(const wv_entry *entry);

#endif
