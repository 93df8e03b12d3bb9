/* SPDX-License-Identifier: EUPL-1.2 */
/* scan.h: the scan stage: one record in, its findings out. Sees no case and no earlier record.
 *
 * A wv_scratch belongs to one thread and borrows the frozen pack, which must outlive it. Findings are valid until the
 * next wv_scan_record with the same scratch. Warm, it allocates nothing.
 *
 * Voice and roles: whose words a text is may depend on a case.roles event that an earlier record brought, which this
 * stage cannot see. So wv_scan_record gives every finding for each voice it holds in (wv_finding.voices), and
 * wv_scan_resolve, called in input order, keeps the ones that fit the roles and fills in actor and target. */
#ifndef WV_SCAN_SCAN_H
#define WV_SCAN_SCAN_H

#include "model/record.h"
#include "pack/frozen.h"
#include "scan/named.h"

typedef struct wv_scratch wv_scratch;

typedef struct wv_findings {
    wv_finding *items; /* by rule, then by first span */
    uint32_t count;
    bool truncated;    /* more than WV_FINDINGS_MAX */
} wv_findings;

wv_rc wv_scratch_new(const wv_frozen *pack, wv_scratch **out, wv_err *err);
void wv_scratch_free(wv_scratch *scratch);

/* All findings of a record with text, dropped and suppressed ones among them. Events give none here. */
wv_rc wv_scan_record(wv_scratch *scratch, const wv_record *record, wv_findings *out, wv_err *err);

/* The same, when persons of the record's case are known: texts may name them (scan/named.h). Such a
 * record is scanned again in input order, only when wv_named_differs says that it reads otherwise. */
wv_rc wv_scan_record_in_case(wv_scratch *scratch, const wv_record *record, wv_known_persons known,
                             wv_findings *out, wv_err *err);

/* Role of a reference as far as it is known (record->persons first, then the case). */
typedef wv_role (*wv_role_of)(void *ctx, wv_str ref);
/* Keeps, of each finding's variants, the one that fits who wrote or reported the record; sets actor and target.
 * Works in place; cheap; same thread as the scan or another one while the scratch rests. */
void wv_scan_resolve(wv_scratch *scratch, const wv_record *record, wv_role_of role_of, void *ctx,
                     wv_findings *findings);

#endif
