/* SPDX-License-Identifier: EUPL-1.2 */
/* today.c: the system's clock -> a date. In: nothing, or --as-of. Out: ten characters. Neighbours:
 * commands that ask whether a date has passed. */
#include "cli/today.h"

#include "base/time.h"

#include <stdio.h>
#include <time.h>

void wv_today(char out[11])
{
    int64_t year;
    unsigned month, day;
    wv_civil_from_days((int64_t)time(NULL) / 86400, &year, &month, &day);
    char text[40];
    snprintf(text, sizeof text, "%04u-%02u-%02u", (unsigned)(year % 10000), month, day);
    memcpy(out, text, 10);
    out[10] = '\0';
}

int wv_today_or(const wv_command_line *line, const char *given, char out[11])
{
    wv_time time;
    if (!given) {
        wv_today(out);
        return -1;
    }
    if (strlen(given) != 10 || wv_time_parse(wv_str_of(given), 0, &time, NULL) != WV_OK)
        return wv_options_usage(line, "--as-of wants a date such as 2026-11-23, not '%s'", given);
    memcpy(out, given, 11);
    return -1;
}
