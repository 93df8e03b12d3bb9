/* SPDX-License-Identifier: EUPL-1.2 */
/* condition.h: `2 of spoor_* and not filter_ziek` -> postfix steps over a rule's selections. Freeze
 * time only. */
#ifndef WV_PACK_CONDITION_H
#define WV_PACK_CONDITION_H

#include "pack/matcher.h"

/* Compiles a rule's condition; names are those of its selections. Everything lives in the arena and
 * is const afterwards. WV_E_PACK after a diagnostic, WV_E_NOMEM. Without a condition all selections
 * but filters must match, and no filter. */
wv_rc wv_condition_compile(const wv_rule_ast *rule, wv_arena *arena, wv_condition *out,
                           wv_diags *diags);

/* Is this a filter by its name: never counted in `them`. */
bool wv_condition_is_filter(wv_str name);

#endif
