/* SPDX-License-Identifier: EUPL-1.2 */
/* frozen.h: a compiled rule pack, read-only and shared by all threads.
 *
 * Made by wv_pack_freeze, const ever after. This header is the only one of pack/ that read, scan, case and flag
 * may include: what they need of a rule stands here as plain fields, the matcher's tables are opaque to all but scan.
 */
#ifndef WV_PACK_FROZEN_H
#define WV_PACK_FROZEN_H

#include "model/finding.h"
#include "pack/ast.h"

typedef struct wv_frozen_rule {
    wv_str name, id, title, signal, response, status;
    uint8_t severity;      /* of its signal, less one when inferred */
    wv_triage triage;      /* of its pattern, for correlation rules */
    wv_basis basis;
    wv_unit unit;
    uint8_t voices;        /* mask of voices its signal can be told by */
    bool is_pattern;
    bool experimental;     /* status: experimental -> runs in shadow only */
    bool disabled;         /* status: unsupported/deprecated */
    wv_action actions[WV_LABEL_COUNT];
    const wv_rule_ast *ast;
} wv_frozen_rule;

typedef struct wv_matcher wv_matcher; /* pack/matcher.h: classes, phrases, anchors, conditions */
typedef struct wv_scope_table wv_scope_table; /* triggers of scope/ */

typedef struct wv_frozen {
    wv_arena arena;
    const wv_pack_ast *ast;  /* owned */
    wv_str name, version;
    char sha256_hex[65];
    const wv_frozen_rule *rules;
    uint32_t rule_count;
    const wv_matcher *matcher;
    const wv_scope_table *scopes;
    size_t mapped; /* bytes, when it was read from a file (frozen_file.h); else 0 */
} wv_frozen;

/* Consumes ast (also on failure). Reports in diags; WV_E_PACK when there was an error. */
wv_rc wv_pack_freeze(wv_pack_ast *ast, wv_frozen **out, wv_diags *diags, wv_err *err);
/* Load and freeze in one; or read, when the path is that of a frozen file (frozen_file.h). */
wv_rc wv_pack_open(const char *path, wv_frozen **out, wv_diags *diags, wv_err *err);
wv_rc wv_pack_open_parts(const wv_pack_parts *parts, wv_frozen **out, wv_diags *diags,
                         wv_err *err);
void wv_frozen_free(wv_frozen *pack);

#endif
