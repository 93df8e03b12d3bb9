/* SPDX-License-Identifier: EUPL-1.2 */
/* test_why.h: which selections of a rule did not match a test's text, and what they lacked. */
#ifndef WV_CLI_TEST_WHY_H
#define WV_CLI_TEST_WHY_H

#include "scan/scan.h"

/* Scans the record once more with the scanner's trace and appends a line for each selection of the
 * rule that is not a filter. The scratch's findings are another set afterwards. */
wv_rc wv_test_why(wv_scratch *scratch, const wv_record *record, uint32_t rule, wv_buf *out,
                  wv_err *err);

#endif
