#include "app/hubd/doctor.h"

#include "hub/doctor.h"

#include <iomanip>
#include <iostream>

namespace hubd {
namespace {

constexpr int kLevelWidth = 10;

void print(const hub::Finding& finding)
{
    std::cout << std::left << std::setw(kLevelWidth) << hub::nameOf(finding.level) << finding.found
              << " [" << finding.check << "]\n";
    if (!finding.remedy.empty()) {
        std::cout << std::string(kLevelWidth, ' ') << "-> " << finding.remedy << '\n';
    }
}

} // namespace

int printCheckup(const Options& options)
{
    const hub::Result<std::vector<hub::Finding>> findings = hub::examine(options.config);
    if (!findings) {
        std::cerr << "hubd: " << findings.error().detail << '\n';
        return 1;
    }
    if (options.json) {
        std::cout << hub::toJson(findings.value()) << '\n';
    } else {
        for (const hub::Finding& finding : findings.value()) {
            print(finding);
        }
    }
    return hub::worstOf(findings.value()) <= hub::FindingLevel::Note ? 0 : 1;
}

} // namespace hubd
