/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/style.h"
#include "page/page.h"

static const char rules[] =
	":root{color-scheme:light dark;--ink:#1f2328;--dim:#59636e;--line:#d1d9e0;--card:#f6f8fa;"
	"--paper:#fff;--bad:#c5202b;--warn:#8a5a00;--fill:#74abfa}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa4af;--line:#3d444d;"
	"--card:#151b23;--paper:#0d1117;--bad:#ff8b83;--warn:#e3b341;--fill:#4f8be0}}\n"
	"body{margin:0 auto;max-width:1040px;padding:24px;background:var(--paper);color:var(--ink);"
	"font:15px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif}\n"
	"h1{font-size:26px;margin:0}h2{font-size:19px;margin:36px 0 10px}"
	"h3{font-size:15px;margin:20px 0 6px}\n"
	"p{margin:6px 0}.dim,dt,th{color:var(--dim)}.bad{color:var(--bad)}.warn{color:var(--warn)}\n"
	".sums{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0 0;padding:0;list-style:none}\n"
	".sums li{flex:1;min-width:110px;padding:12px 16px;border:1px solid var(--line);"
	"border-radius:8px;background:var(--card)}\n"
	".sums b{display:block;font-size:24px;line-height:1.2}\n"
	"details{border:1px solid var(--line);border-radius:8px;margin:10px 0;background:var(--paper)}\n"
	"summary{padding:10px 16px;cursor:pointer;background:var(--card);border-radius:8px}\n"
	"summary b{display:inline-block;min-width:120px;font-size:16px;margin-right:8px;"
	"overflow-wrap:anywhere}.inside{padding:4px 16px 16px}\n"
	"table{border-collapse:collapse;width:100%;font-size:13px}.wide-table{overflow-x:auto}\n"
	"th,td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;"
	"border-bottom:1px solid var(--line)}\n"
	"th{font-weight:500;white-space:nowrap}th.n{text-align:right}td{overflow-wrap:break-word}\n"
	".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
	".code{font-family:ui-monospace,\"DejaVu Sans Mono\",monospace;font-size:12px;"
	"white-space:nowrap}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:8px 0;font-size:13px}\n"
	"dd{margin:0;overflow-wrap:anywhere}svg.pvs{width:100%;height:auto;display:block}\n"
	"meter{width:110px;vertical-align:middle}"
	"meter::-webkit-meter-optimum-value{background:var(--fill)}"
	"meter::-moz-meter-bar{background:var(--fill)}\n"
	".hidden td:first-child{color:var(--dim)}\n"
	"footer{margin-top:36px;color:var(--dim);font-size:13px}\n"
	"@media print{details{break-inside:avoid}}\n";

void page_style(FILE *out)
{
	fputs("<style>\n", out);
	style_print(out);
	fputs(rules, out);
	fputs("</style>\n", out);
}
