/* SPDX-License-Identifier: EUPL-1.2 */
/* id.h: the names of what is written: `id` and `key` (design 6), 128 bits of a SHA-256 as 32 hex
 * digits.
 *
 *   id    this very line: content, pack, output version. The same records and pack give the same
 * id. key   what a reviewer's decision hangs on: no pack and no engine in it, so it outlives both.
 *         of a flag: case, record. Of a finding in it: case, record, rule. Of an alert: case,
 * pattern, first evidence.
 *
 * Parts are hashed with their lengths, so that ("ab","c") and ("a","bc") differ. Pure, thread-safe.
 */
#ifndef WV_FLAG_ID_H
#define WV_FLAG_ID_H

#include "model/alert.h"

#define WV_FLAG_SCHEMA "waakvlam/1"

typedef struct wv_id {
    char hex[33]; /* NUL-terminated */
} wv_id;

wv_id wv_id_flag(const wv_record *record, wv_str pack_sha256);
/* The same, of a record that is known by its parts; content is 32 bytes. */
wv_id wv_id_flag_of(wv_str case_id, wv_str record, const uint8_t *content, wv_str pack_sha256);
wv_id wv_id_late(const wv_late_flag *late, wv_str rule, wv_str pack_sha256);
wv_id wv_id_alert(const wv_alert *alert, wv_str pack_sha256);
wv_id wv_id_revision(wv_id of, bool standing, const wv_str *because, uint32_t because_count);

wv_id wv_key_flag(wv_str case_id, wv_str record);
wv_id wv_key_finding(wv_str case_id, wv_str record, wv_str rule);
wv_id wv_key_alert(const wv_alert *alert);

#endif
