// The checkup of a data folder: first all facts, then the judgement.
#include "hub/doctor.h"

#include "base/json_writer.h"
#include "server/checkup.h"
#include "server/checkup_folder.h"
#include "server/checkup_store.h"
#include "server/data_folder.h"

#include <algorithm>

namespace hub {

std::string_view nameOf(FindingLevel level)
{
    switch (level) {
    case FindingLevel::Ok:
        return "ok";
    case FindingLevel::Note:
        return "note";
    case FindingLevel::Warning:
        return "warning";
    case FindingLevel::Critical:
        return "critical";
    }
    return "";
}

Result<std::vector<Finding>> examine(const Config& config)
{
    HUB_TRYV(checkFormat(config.dataFolder));
    CheckupFacts facts;
    facts.now = SystemClock().wall();
    gatherFolder(config, facts);
    gatherStore(config, facts);
    gatherCertificates(config, facts);
    return judge(facts);
}

FindingLevel worstOf(const std::vector<Finding>& findings)
{
    FindingLevel worst = FindingLevel::Ok;
    for (const Finding& finding : findings) {
        worst = std::max(worst, finding.level);
    }
    return worst;
}

std::string toJson(const std::vector<Finding>& findings)
{
    std::string text;
    JsonWriter out(text);
    out.beginObject().member("worst", nameOf(worstOf(findings))).key("findings").beginArray();
    for (const Finding& finding : findings) {
        out.beginObject()
            .member("level", nameOf(finding.level))
            .member("check", finding.check)
            .member("found", finding.found)
            .member("remedy", finding.remedy)
            .endObject();
    }
    out.endArray().endObject();
    return text;
}

} // namespace hub
