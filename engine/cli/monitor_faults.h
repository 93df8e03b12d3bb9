/* SPDX-License-Identifier: EUPL-1.2 */
/* monitor_faults.h: `monitor --spool`: what is wrong with a feed. Inside of cli/. */
#ifndef WV_CLI_MONITOR_FAULTS_H
#define WV_CLI_MONITOR_FAULTS_H

#include "cli/options.h"

typedef struct wv_monitor_faults {
    const char *spool, *backlog, *told, *as_of; /* as typed */
    wv_option_texts expect;
    bool standing; /* all that stand, not the new ones only */
} wv_monitor_faults;

/* 0: nothing new; 69: something is wrong that was not told before; another code is an error. */
int wv_monitor_watch(const wv_command_line *line, const wv_monitor_faults *want);

#endif
