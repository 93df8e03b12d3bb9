/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_bundle.h: what an outside auditor is handed: a folder with everything that accounts for a
 * store, and no text of a record. */
#ifndef WV_CLI_AUDIT_BUNDLE_H
#define WV_CLI_AUDIT_BUNDLE_H

#include "store/audit.h"

typedef struct wv_audit_bundle {
    const char *folder;         /* made; WV_E_CREATE when it is there already */
    const char *tests;          /* report of the tests, copied; NULL: none */
    const wv_audit_report *report;
} wv_audit_bundle;

wv_rc wv_audit_bundle_write(wv_store *s, const wv_audit_bundle *bundle, wv_err *err);
/* One line of the log as JSON. */
void wv_audit_line_write(const wv_audit_line *line, wv_buf *out);
/* The result of verifying, as JSON. */
void wv_audit_report_write(const wv_audit_report *report, wv_buf *out);

#endif
