#include "server/upkeep.h"

#include "domain/limits.h"
#include "services/upkeep_alerts.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace hub {
namespace {

constexpr unsigned kDiskRounds = 15;           // every 30 s
constexpr unsigned kCertificateRounds = 1'800; // every hour

} // namespace

void Upkeep::round()
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
            flush(limits::kMaxDeniedWrites);
            round();
        }
    });
}

void Upkeep::flush(std::size_t mostDenied)
{
    auto changes = std::make_shared<const DeniedLog::Changes>(
        parts_.denials.entries().takeChanges(mostDenied));
    if (!changes->cleared && changes->entries.empty()) {
        return;
    }
    parts_.workers.post(
        WriteJob{[changes](Storage& storage) -> Result<void> {
                     if (changes->cleared) {
                         HUB_TRYV(storage.denied().clear());
                     }
                     return storage.denied().put(changes->entries, limits::kMaxDeniedEntries);
                 },
                 [this, changes](const Result<void>& done) {
                     if (!done) {
                         parts_.denials.entries().notStored(*changes);
                         parts_.log.warning("denied-not-stored", {{"detail", done.error().detail}});
                     }
                 }});
}

void Upkeep::lookAtTheDisk()
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(parts_.folder, error);
    if (error) {
        return; // a folder that is gone stops the writer, which says so
    }
    if (auto alert = diskAlert(parts_.folder.string(), space.available)) {
        parts_.alerts.raise(std::move(*alert));
    }
}

boost::asio::awaitable<void> Upkeep::lookAtCertificates()
{
    const auto views = co_await parts_.authorities.list();
    if (!views) {
        co_return; // the store says so itself
    }
    for (const AuthorityView& view : views.value()) {
        if (auto alert = certificateAlert(view, parts_.clock.wall())) {
            parts_.alerts.raise(std::move(*alert));
        }
    }
}

} // namespace hub
