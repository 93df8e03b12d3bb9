/* SPDX-License-Identifier: EUPL-1.2 */
/* lock.h: pack.lock, the record of what each rule was when the pack was last signed off.
 *
 *   waakvlam-lock 1
 *   pack nl-stalking 0.1.0 <SHA-256 of the pack>
 *   rule threat.kill.direct 7b0f0a52-... 2026-11-23 <SHA-256 of the rule>
 *
 * One line a rule, sorted by name; the version of a rule is its `modified` or `date`. The hash of a
 * rule is over its keys and values, not over its layout or comments. Nothing is kept; not
 * thread-safe on one diags. */
#ifndef WV_PACK_LOCK_H
#define WV_PACK_LOCK_H

#include "pack/ast.h"

#define WV_LOCK_NAME "pack.lock"

/* SHA-256 of a document by its keys and values. */
void wv_lock_hash(const wv_node *document, uint8_t out[32]);

/* The text of the lock for this pack. WV_OK or WV_E_NOMEM. */
wv_rc wv_lock_format(const wv_pack_ast *ast, wv_buf *out);

/* Compares the pack with the pack.lock in its folder: an id that moved to another rule, or a lock
 * that cannot be read, is an error; a changed, new or missing rule is a warning. A pack without a
 * lock is a warning. WV_OK unless reading failed. */
wv_rc wv_lock_compare(const wv_pack_ast *ast, wv_diags *diags, wv_err *err);

/* Writes pack.lock into the folder of the pack, as a whole or not at all. */
wv_rc wv_lock_write(const wv_pack_ast *ast, wv_err *err);

#endif
