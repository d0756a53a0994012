#include "server/upkeep.h"

#include "base/time_text.h"
#include "domain/limits.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace hub {
namespace {

constexpr unsigned kDiskRounds = 15;           // every 30 s
constexpr unsigned kCertificateRounds = 1'800; // every hour
constexpr std::uintmax_t kLittleRoom = std::uintmax_t{1} << 30;
constexpr std::uintmax_t kHardlyAnyRoom = std::uintmax_t{1} << 27;
constexpr std::chrono::hours kEndsSoon{24 * 30};

} // namespace

void Upkeep::start()
{
    if (round_ % kDiskRounds == 0) {
        lookAtTheDisk();
    }
    if (round_ % kCertificateRounds == 0) {
        boost::asio::co_spawn(parts_.executor, lookAtCertificates(), boost::asio::detached);
    }
    ++round_;
    timer_.expires_after(limits::kDeniedFlush);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) {
            flush();
            start();
        }
    });
}

void Upkeep::flush()
{
    DeniedLog::Changes changes = parts_.denials.entries().takeChanges(limits::kMaxDeniedWrites);
    if (!changes.cleared && changes.entries.empty()) {
        return;
    }
    parts_.workers.post(
        WriteJob{[changes = std::move(changes)](Storage& storage) -> Result<void> {
                     if (changes.cleared) {
                         HUB_TRYV(storage.denied().clear());
                     }
                     return storage.denied().put(changes.entries, limits::kMaxDeniedEntries);
                 },
                 [this](const Result<void>& done) {
                     if (!done) {
                         parts_.log.warning("denied-not-stored", {{"detail", done.error().detail}});
                     }
                 }});
}

void Upkeep::lookAtTheDisk()
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(parts_.folder, error);
    if (error || space.available >= kLittleRoom) {
        return;
    }
    parts_.alerts.raise(
        {"diskNearlyFull", parts_.folder.string(),
         std::to_string(space.available >> 20) + " MiB are left on the disk",
         space.available < kHardlyAnyRoom ? Severity::Critical : Severity::Warning});
}

boost::asio::awaitable<void> Upkeep::lookAtCertificates()
{
    const auto views = co_await parts_.authorities.list();
    if (!views) {
        co_return; // the store says so itself
    }
    for (const AuthorityView& view : views.value()) {
        if (view.certificate.notAfter < parts_.clock.wall() + kEndsSoon) {
            parts_.alerts.raise({"certificateEnds", view.authority.name,
                                 "the authority's certificate is good until " +
                                     toAdminTime(view.certificate.notAfter),
                                 Severity::Warning});
        }
    }
}

} // namespace hub
