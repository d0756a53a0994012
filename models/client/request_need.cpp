#include "models/client/request_need.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using hub::Permission;

struct Row
{
    const char* method; ///< empty: any
    const char* path;   ///< and what is below it; '*' is one segment, whatever it is
    Need need;
};

/// The first row that fits counts.
constexpr std::array kRows{
    Row{"GET", "admin/access/explain", {}}, // it names a device
    Row{"POST", "admin/access/groups/preview", kWholeHub},
    Row{"GET", "admin/access", kWholeHub},
    Row{"", "admin/access/mode", {Permission::Administer, true}},
    Row{"", "admin/access/ip-rules", {Permission::Administer, true}},
    Row{"", "admin/access", {Permission::Access, true}},
    Row{"GET", "admin/alerts", kWholeHub},
    Row{"", "admin/alerts", {Permission::Access, true}},
    Row{"", "admin/audit", {Permission::Administer, true}},
    Row{"GET", "admin/queues", {}},
    Row{"POST", "admin/queues/*/commands/*/requeue", {Permission::Queues}},
    Row{"POST", "admin/queues/*/commands", {Permission::Operate}},
    Row{"", "admin/queues", {Permission::Queues}},
    Row{"GET", "admin/dead-letters", {}},
    Row{"GET", "admin/jobs", {}},
    Row{"", "admin/jobs", {Permission::Operate}},
    Row{"POST", "admin/devices/import", {Permission::Enroll}},
    Row{"POST", "devices/query", {}},
    Row{"POST", "admin/devices/*/keys/rollover", {Permission::Keys}},
    Row{"GET", "admin/devices", {}},
    Row{"", "admin/devices", {Permission::Operate}},
    Row{"GET", "devices", {}},
    Row{"PUT", "devices", {Permission::Enroll}},
    Row{"", "devices", {Permission::Operate}},
    Row{"GET", "twins", {}},
    Row{"", "twins", {Permission::Operate}},
};

QStringList segmentsOf(const QString& path)
{
    return path.split(u'/', Qt::SkipEmptyParts);
}

bool fits(const Row& row, const QByteArray& method, const QStringList& path)
{
    const QStringList wanted = segmentsOf(QString::fromLatin1(row.path));
    const bool isMethod = *row.method == 0 || method == row.method;
    return isMethod && wanted.size() <= path.size() &&
           std::equal(wanted.begin(), wanted.end(), path.begin(),
                      [](const QString& one, const QString& other) {
                          return one == "*"_L1 || one == other;
                      });
}

} // namespace

std::optional<Need> needOf(const HubRequest& request)
{
    const QStringList path = segmentsOf(request.path);
    const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) {
        return fits(one, request.method, path);
    });
    return row == kRows.end() ? std::nullopt : std::optional(row->need);
}

HubError refusalOf(const Identity& identity, const HubRequest& request)
{
    HubError error;
    const auto need = needOf(request);
    if (need && !identity.may(*need)) {
        error.kind = HubError::Kind::NotAllowed;
        error.message = identity.refusal(*need);
        error.remedy = QCoreApplication::translate("RequestNeed", "Ask who administers this hub.");
    }
    return error;
}

} // namespace deck
