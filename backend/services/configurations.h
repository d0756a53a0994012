// Automatic configurations: made, changed and removed here; what they do with twins follows in the
// background.
#pragma once

#include "services/configuration_evaluation.h"
#include "services/configuration_settler.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What a PUT says.
struct ConfigurationUpdate
{
    std::string id;
    std::string schemaVersion = "1.0";
    std::string labels = "{}";                     ///< JSON object
    std::optional<ConfigurationContent> content{}; ///< of an update: nothing = as it is
    std::string targetCondition;
    std::int64_t priority = 0;
    std::map<std::string, std::string> metricQueries{};
};

/// Callable from any thread, but for start() and stop(). Errors of all: Unavailable; of changes also
/// DiskFull, StorageFailed.
class Configurations final
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor; ///< with one thread
        Workers& workers;
        SessionDirectory& sessions;
        LiveAccess& live;
        Registry& registry;
        TwinQueries& queries;
        AuditTrail& trail;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Configurations(Parts parts);

    void start() { evaluation_.start(); } ///< on the executor
    void stop() { evaluation_.stop(); }   ///< on the executor
    bool isIdle() const { return evaluation_.isIdle(); } ///< behind stop(): nothing runs any more
    /// Evaluates anew, without a wait.
    void wake() { evaluation_.wake(); }
    std::uint64_t passCount() const { return evaluation_.passCount(); }

    /// Creates when nothing is demanded, else changes all but id and content. Errors:
    /// InvalidTargetCondition, InvalidConfigurationContent, InvalidMetricsQuery,
    /// ConfigurationAlreadyExists, ConfigurationNotFound, PreconditionFailed,
    /// ConfigurationContentFixed, TooManyConfigurations (or all together too large).
    boost::asio::awaitable<Result<Configuration>>
    put(ConfigurationUpdate update, EtagCondition condition, AuditNotePtr note = nullptr);

    /// Errors: ConfigurationNotFound.
    boost::asio::awaitable<Result<Configuration>> get(std::string id);
    boost::asio::awaitable<Result<std::vector<Configuration>>> list(std::size_t limit); ///< by id
    /// Its settings go out of the twins behind it. Errors: ConfigurationNotFound,
    /// PreconditionFailed.
    boost::asio::awaitable<Result<void>>
    remove(std::string id, EtagCondition condition, AuditNotePtr note = nullptr);

    /// Content for one device, at once and whatever configurations say. Errors: those of
    /// ConfigurationSettler::apply().
    boost::asio::awaitable<Result<void>> apply(std::string device,
                                               ConfigurationContent content,
                                               AuditNotePtr note = nullptr);

private:
    Result<Configuration> create(Storage& storage, const ConfigurationUpdate& update) const;
    Result<Configuration> change(Storage& storage,
                                 const ConfigurationUpdate& update,
                                 const EtagCondition& condition,
                                 const AuditNotePtr& note) const;
    void announce(const std::string& id, std::string_view what);

    Parts parts_;
    ConfigurationSettler settler_;
    ConfigurationEvaluation evaluation_;
};

} // namespace hub
