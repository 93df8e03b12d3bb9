/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_test.h: one test of one rule -> the record it stands for, scanned and judged.
 *
 * The record gets such metadata that its voice is the test's `who:` (P a message of B to A; V a
 * report by A; T a report by D; R by the professional R). Fields under `record:` go before these.
 * Everything lives in the arena given. */
#ifndef WV_CLI_RULE_TEST_H
#define WV_CLI_RULE_TEST_H

#include "scan/scan.h"

/* Role of a reference in tests: A target, B other, C child, D third, R professional; with digits
 * too (C1). */
wv_role wv_rule_test_role(void *ctx, wv_str ref);

/* Builds the record of a test. WV_OK or WV_E_NOMEM. */
wv_rc wv_rule_test_record(const wv_rule_test *test, wv_arena *arena, wv_record *out);

/* The rule's finding that decides a test: the first live one, else one that was dropped or
 * suppressed, else NULL. */
const wv_finding *wv_rule_test_finding(const wv_findings *findings, uint32_t rule, bool *live);

/* The first `span:` of the test that no live finding of the rule covers, or NULL. */
const wv_lit *wv_rule_test_uncovered(const wv_rule_test *test, const wv_findings *findings,
                                     uint32_t rule);

#endif
