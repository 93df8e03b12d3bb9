/* SPDX-License-Identifier: EUPL-1.2 */
/* lint.h: what is not wrong but should be better: warnings of `check` about a pack that loads.
 *
 * In: a loaded pack. Out: warnings with places. Nothing is owned or kept. */
#ifndef WV_PACK_LINT_H
#define WV_PACK_LINT_H

#include "pack/frozen.h"

/* What a rule needs before others can trust it (issue A, item 8). */
enum { WV_LINT_MATCHES_MIN = 8, WV_LINT_LOOKALIKES_MIN = 5 };

typedef struct wv_lint_counts {
    uint32_t rules, tests, signals, signals_with_rule, patterns, patterns_with_rule;
} wv_lint_counts;

/* `words` also warns of words that are in no Dutch word list: names of apps and new compounds are
 * among them, so it is for reading through after writing a list, not for every day. WV_OK or
 * WV_E_NOMEM. */
wv_rc wv_lint_run(const wv_pack_ast *ast, bool words, wv_lint_counts *counts, wv_diags *diags,
                  wv_err *err);

/* pack/lint_rules.c: rules that are never found, or add nothing to another. */
wv_rc wv_lint_rules(const wv_frozen *pack, wv_diags *diags, wv_err *err);
/* pack/lint_never.c: patterns and fields that no text can have. */
wv_rc wv_lint_never(const wv_pack_ast *ast, wv_diags *diags, wv_err *err);

#endif
