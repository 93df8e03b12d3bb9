/* SPDX-License-Identifier: EUPL-1.2 */
/* layout.h: the text of a rule file in the house layout: keys in order, one test a line.
 *
 * Works on the text, not on the tree, so that comments stay where they belong. Pure. */
#ifndef WV_LAB_LAYOUT_H
#define WV_LAB_LAYOUT_H

#include "base/buf.h"

/* Appends the file in its layout. False with *why and the 1-based *line when it cannot be done
 * without losing something. Idempotent. */
bool wv_layout(wv_str text, wv_buf *out, const char **why, uint32_t *line);

#endif
