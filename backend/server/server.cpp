// Puts the hub together, in order of construction; taking it apart is the reverse.
#include "hub/server.h"

#include "server/alert_hook.h"
#include "server/capabilities.h"
#include "server/connection_limit.h"
#include "server/data_folder.h"
#include "server/http_entrance.h"
#include "server/hub_stores.h"
#include "server/listeners.h"
#include "server/owner_access.h"
#include "server/rekey.h"
#include "server/upkeep.h"

#include "admin/http_api.h"

#include "api/telemetry.h"

#include "gateway/mqtt_gateway.h"

#include "net/device_listener.h"
#include "net/http_server.h"
#include "net/local_ca.h"

#include "services/configurations.h"
#include "services/jobs.h"
#include "services/key_rollover.h"
#include "services/listener_access.h"
#include "services/telemetry_tap.h"

#include "base/log.h"

#include <boost/asio/post.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <future>
#include <thread>

namespace hub {
namespace {

constexpr std::chrono::milliseconds kFarewell{500};  // for goodbyes to leave at the stop
constexpr std::chrono::seconds kStopPatience{5};

std::string machineName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// What the hub answers to and what its certificate covers; the first one is its host name.
std::vector<std::string> namesOf(const Config& config)
{
    std::vector<std::string> names{config.hostName};
    for (const std::string& name :
         {std::string("localhost"), std::string("127.0.0.1"), std::string("::1"), machineName()}) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

net::AddressGate gateOf(const ListenerAccess& access)
{
    return [&access](const IpAddress& address) { return access.admits(address); };
}

unsigned threadCount(const Config& config)
{
    return config.ioThreads > 0 ? config.ioThreads
                                : std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

class Server::Impl final
{
public:
    Impl(Config config, DataFolder folder)
        : config_(std::move(config)), folder_(std::move(folder)), log_(config_.log),
          events_(clock_), denials_({events_, log_, clock_,
                                     guardRulesFor(config_.maxFailedSignIns,
                                                   net::isLoopback(config_.bindAddress)),
                                     [this](const Guard::Locked& locked) { lockedOut(locked); }}),
          threads_(threadCount(config_))
    {
    }

    ~Impl() { stop(); }

    Result<void> start();
    void stop();

    const Endpoints& endpoints() const { return endpoints_; }
    Secret ownerConnectionString() const { return owner_.connectionString(); }
    void onFailure(std::function<void(Error)> callback)
    {
        onFailure_.with([&](auto& current) { current = std::move(callback); });
    }

private:
    Result<void> openStore();
    Result<void> secure();
    Result<void> listen();
    Result<void> announce();
    Result<void> onWriter(std::function<Result<void>(Storage&)> work);
    void buildServices(HubStores stores);
    void buildDevices(net::BoundPort port);
    admin::ApiServices apiServices();
    void buildHttp(std::vector<net::BoundPort> ports);
    void failed(const Error& error);
    void lockedOut(const Guard::Locked& locked);
    void flushActivity(std::size_t thread);
    void scheduleActivity(std::size_t thread);
    void scheduleSweep();
    void stopDevices();
    void onThread(std::size_t index, const std::function<void()>& work);
    template <class Condition>
    void waitFor(std::chrono::milliseconds atMost, Condition&& condition);

    const Config config_;
    const DataFolder folder_;
    const Log log_;
    const SystemClock clock_;
    std::optional<HubKey> key_;
    std::optional<BlobStorage> fileStorage_; ///< until it is handed on
    Endpoints endpoints_;
    OwnerAccess owner_{log_};
    std::string hubId_; ///< until the capabilities have it
    api::Capabilities capabilities_;
    Guarded<std::function<void(Error)>> onFailure_;

    // Before the threads: connections that are dropped with their thread may still hold these.
    EventHub events_;
    Denials denials_;
    SessionDirectory directory_;
    ActiveAccess activeAccess_;
    LiveAccess live_{activeAccess_, directory_, clock_};
    const ListenerAccess mqttAccess_{activeAccess_, denials_, {AccessScope::Device}, "mqtt"};
    const ListenerAccess httpsAccess_{
        activeAccess_, denials_,
        {AccessScope::Device, AccessScope::Service, AccessScope::Admin}, "https"};
    net::IoThreads threads_;
    std::optional<Authenticator> authenticator_;
    std::vector<std::unique_ptr<IngestShard>> shards_;
    std::shared_ptr<TelemetryTap> tap_;
    std::optional<Writer> writer_;
    std::optional<Readers> readers_;
    std::optional<Workers> workers_;
    std::optional<Alerts> alerts_;
    std::optional<People> people_;
    std::optional<KeyUseLog> keyUse_;
    std::optional<Sessions> sessions_;
    std::optional<Registry> registry_;
    std::optional<KeyRollover> keyRollover_;
    std::optional<Commands> commands_;
    std::optional<Twins> twins_;
    std::optional<TwinQueries> queries_;
    std::optional<Methods> methods_;
    std::optional<Jobs> jobs_;
    std::optional<Configurations> configurations_;
    std::optional<Authorities> authorities_;
    std::optional<AccessControl> accessControl_;
    std::optional<AccessGroups> accessGroups_;
    std::optional<IpFilter> ipFilter_;
    std::optional<History> history_;
    std::shared_ptr<Eraser> eraser_;
    std::optional<ServiceAccess> access_;
    std::optional<DeviceAccess> deviceAccess_;
    std::optional<Uploads> uploads_;
    std::optional<AuditTrail> auditTrail_;
    std::optional<Audit> audit_;
    Throttle throttle_{config_.throttle, clock_};

    std::optional<net::TlsContext> tls_;
    std::vector<std::unique_ptr<GatewayThread>> gateways_;
    std::vector<std::unique_ptr<net::DeviceThread>> deviceThreads_;
    std::vector<std::unique_ptr<boost::asio::steady_timer>> activityTimers_;
    std::unique_ptr<boost::asio::steady_timer> sweepTimer_;
    std::optional<Upkeep> upkeep_;
    std::shared_ptr<AlertHook> alertHook_; ///< nullptr: alerts go nowhere
    std::atomic<std::size_t> deviceConnections_{0};
    std::shared_ptr<net::DeviceListener> deviceListener_;
    std::optional<admin::HttpApi> api_;
    std::optional<HttpGateway> deviceHttp_;
    std::optional<HttpEntrance> entrance_;
    std::optional<net::HttpServer> http_;
    bool stopped_ = false;
};

Result<void> Server::Impl::start()
{
    HUB_TRYV(openStore());
    HUB_TRYV(secure());
    HUB_TRYV(listen());
    writer_->start();
    readers_->start();
    HUB_TRYV(onWriter([this](Storage& storage) -> Result<void> {
        HUB_TRYV(commands_->recover(storage));
        return jobs_->recover(storage);
    }));
    threads_.start();
    deviceListener_->start();
    http_->start();
    eraser_->wake();
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        onThread(i, [this, i] { scheduleActivity(i); });
    }
    onThread(0, [this] {
        audit_->reportStart();
        jobs_->start();
        configurations_->start();
        scheduleSweep();
        upkeep_->start();
    });
    return announce();
}

Result<void> Server::Impl::openStore()
{
    if (!config_.fileStorage.empty()) {
        HUB_TRY(fileStorage_, parseBlobStorage(config_.fileStorage, config_.fileContainer));
    }
    HUB_TRYV(takeOver(folder_.path(), config_.key));
    HUB_TRY(key_, openHubKey(folder_.path(), config_.key));
    HUB_TRY(HubStores stores, openStores(folder_.path(), *key_, clock_));
    HUB_TRY(const auto owner, stores.writer->policies().find(kOwnerPolicy));
    owner_.setKey(owner->keys.primary);
    hubId_ = stores.hubId;
    auditTrail_.emplace(AuditTrail::Parts{events_, log_, clock_, folder_.path()});
    HUB_TRYV(auditTrail_->open(*stores.writer));
    HUB_TRY(AccessRules rules, loadAccessRules(*stores.writer, *auditTrail_));
    activeAccess_.set(std::make_shared<const AccessRules>(std::move(rules)));
    HUB_TRY(std::vector<DeniedEntry> denied,
            stores.writer->denied().list(limits::kMaxDeniedEntries));
    denials_.entries().load(std::move(denied));
    buildServices(std::move(stores));
    return success();
}

void Server::Impl::buildServices(HubStores stores)
{
    authenticator_.emplace(
        AuthRules{HostNames(namesOf(config_), net::isLoopback(config_.bindAddress)), config_.clockSkew,
                  config_.checkThumbprintDates},
        activeAccess_, clock_);
    std::vector<IngestShard*> shards;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        shards_.push_back(std::make_unique<IngestShard>(threads_.at(i).get_executor()));
        shards.push_back(shards_.back().get());
    }
    writer_.emplace(std::move(stores.writer), std::move(shards), clock_,
                    Writer::Hooks{[this](std::shared_ptr<const IngestBatch> batch) {
                                      tap_->committed(std::move(batch));
                                  },
                                  [this](const Error& error) { failed(error); }});
    readers_.emplace(std::move(stores.readers));
    workers_.emplace(*writer_, *readers_);
    tap_ = std::make_shared<TelemetryTap>(threads_.at(0).get_executor(), *workers_, events_,
                                          [](const TelemetryRecord& record) {
                                              std::string json;
                                              JsonWriter writer(json);
                                              api::write(writer, record);
                                              return json;
                                          });
    alerts_.emplace(Alerts::Parts{*workers_, events_, log_, clock_});
    people_.emplace(People::Parts{*workers_, log_, clock_, config_.hostName});
    keyUse_.emplace(KeyUseLog::Parts{*workers_, *alerts_, log_, clock_});
    commands_.emplace(Commands::Parts{
        *workers_, events_, log_, clock_,
        CommandRules{config_.commandTimeToLive, config_.maxDeliveries, config_.commandLock}});
    sessions_.emplace(Sessions::Parts{*authenticator_, *workers_, directory_, events_, denials_,
                                      *alerts_, *keyUse_, log_, clock_});
    registry_.emplace(
        Registry::Parts{*workers_, directory_, live_, *keyUse_, events_, log_, clock_});
    keyRollover_.emplace(KeyRollover::Parts{
        *workers_, directory_, *keyUse_, events_, log_, clock_, config_.keyInUse,
        [this](const SymmetricKeys& keys) { owner_.keysChanged(keys); }});
    twins_.emplace(Twins::Parts{*workers_, directory_, live_, events_, log_, clock_});
    queries_.emplace(*workers_, directory_, clock_);
    accessControl_.emplace(
        AccessControl::Parts{*workers_, activeAccess_, live_, events_, log_, clock_});
    methods_.emplace(Methods::Parts{*workers_, events_, log_});
    jobs_.emplace(Jobs::Parts{threads_.at(0).get_executor(), *workers_, directory_, live_, *methods_,
                              *registry_, *commands_, *auditTrail_, events_, log_, clock_});
    configurations_.emplace(Configurations::Parts{threads_.at(0).get_executor(), *workers_,
                                                  directory_, live_, *registry_, *queries_,
                                                  *auditTrail_, events_, log_, clock_});
    authorities_.emplace(Authorities::Parts{*workers_, directory_, events_, log_, clock_});
    history_.emplace(*workers_);
    eraser_ = std::make_shared<Eraser>(*workers_, log_, clock_);
    accessGroups_.emplace(
        AccessGroups::Parts{*workers_, activeAccess_, live_, directory_, events_, log_, clock_});
    ipFilter_.emplace(IpFilter::Parts{*workers_, *auditTrail_, activeAccess_, live_, directory_,
                                      events_, log_, clock_});
    access_.emplace(*authenticator_, activeAccess_, *workers_, denials_, *people_, *keyUse_);
    audit_.emplace(Audit::Parts{*workers_, *auditTrail_, *alerts_, log_, clock_,
                                std::chrono::days(config_.auditRetentionDays)});
    deviceAccess_.emplace(*authenticator_, *workers_, denials_, *keyUse_);
    uploads_.emplace(Uploads::Parts{*workers_, events_, log_, clock_, std::move(fileStorage_)});
    upkeep_.emplace(Upkeep::Parts{threads_.at(0).get_executor(), denials_, *workers_, *alerts_,
                                  *authorities_, log_, clock_, folder_.path()});
}

Result<void> Server::Impl::secure()
{
    HUB_TRY(const net::ServerCertificate files,
            net::prepareCertificates(folder_.path() / "tls", namesOf(config_)));
    endpoints_.caCertificate = files.caCertificate;
    HUB_TRY(tls_, net::TlsContext::create(files.chain, files.key));
    return success();
}

Result<void> Server::Impl::listen()
{
    endpoints_.hostName = config_.hostName;
    endpoints_.bindAddress = config_.bindAddress;
    HUB_TRY(BoundListeners bound, bindListeners(config_, threads_, endpoints_));
    owner_.setEndpoints(endpoints_);
    capabilities_ = capabilitiesOf(config_, endpoints_, std::move(hubId_));
    if (!config_.alertWebhook.empty()) {
        HUB_TRY(alertHook_, AlertHook::start(config_.alertWebhook,
                                             {threads_.at(0).get_executor(), events_, {}, log_,
                                              capabilities_.hubId}));
    }
    buildDevices(std::move(*bound.mqtts));
    buildHttp(std::move(bound.https));
    return success();
}

void Server::Impl::buildDevices(net::BoundPort port)
{
    const net::DeviceLimits limits{config_.authenticationDeadline, connectionLimit(config_)};
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        gateways_.push_back(std::make_unique<GatewayThread>(
            GatewayServices{*sessions_, *commands_, *twins_, *methods_, log_, clock_,
                            config_.tokenExpiryGrace, config_.closeOnUnknownFilter},
            *shards_[i]));
        GatewayThread& gateway = *gateways_.back();
        deviceThreads_.push_back(
            std::make_unique<net::DeviceThread>(net::DeviceThread::Parts{
                threads_.at(i), tls_->handle(),
                [&gateway](ConnectionPort& connection, const ConnectionInfo& info) {
                    return std::make_shared<MqttGateway>(gateway, connection, info);
                },
                limits, deviceConnections_}));
        activityTimers_.push_back(
            std::make_unique<boost::asio::steady_timer>(threads_.at(i).get_executor()));
    }
    sweepTimer_ = std::make_unique<boost::asio::steady_timer>(threads_.at(0).get_executor());
    deviceListener_ =
        std::make_shared<net::DeviceListener>(std::move(port), threads_, deviceThreads_,
                                              gateOf(mqttAccess_), log_);
}

admin::ApiServices Server::Impl::apiServices()
{
    return {.registry = *registry_,
            .keyRollover = *keyRollover_,
            .keyUse = *keyUse_,
            .twins = *twins_,
            .queries = *queries_,
            .authorities = *authorities_,
            .history = *history_,
            .eraser = *eraser_,
            .events = events_,
            .commands = *commands_,
            .methods = *methods_,
            .jobs = *jobs_,
            .configurations = *configurations_,
            .access = *access_,
            .people = *people_,
            .accessControl = *accessControl_,
            .accessGroups = *accessGroups_,
            .ipFilter = *ipFilter_,
            .denials = denials_,
            .alerts = *alerts_,
            .sessions = directory_,
            .writer = *writer_,
            .workers = *workers_,
            .clock = clock_,
            .capabilities = capabilities_,
            .uploads = *uploads_,
            .audit = *audit_,
            .throttle = throttle_,
            .startedAt = clock_.wall()};
}

void Server::Impl::buildHttp(std::vector<net::BoundPort> ports)
{
    api_.emplace(apiServices(), log_);
    deviceHttp_.emplace(HttpGateway::Parts{*deviceAccess_, *commands_, *uploads_, log_, clock_});
    entrance_.emplace(HttpEntrance::Parts{*api_, *deviceHttp_, threads_, gateways_});
    net::HttpTimes times{config_.authenticationDeadline, limits::kHttpRequestTime,
                         limits::kHttpIdleTime};
    http_.emplace(net::HttpServer::Parts{
                      threads_, *tls_, log_,
                      [this](net::HttpRequest request) {
                          return entrance_->handle(std::move(request));
                      },
                      [this](net::HttpRequest head) {
                          return entrance_->refusal(std::move(head));
                      },
                      [this](int status, std::string_view text) {
                          return api_->errorPage(status, text);
                      },
                      times, limits::kMaxHttpConnections, &deviceThreads_, gateOf(httpsAccess_)},
                  std::move(ports));
}

/// Waits for a change of the store.
Result<void> Server::Impl::onWriter(std::function<Result<void>(Storage&)> work)
{
    std::promise<Result<void>> finished;
    workers_->post(WriteJob{std::move(work), [&finished](const Result<void>& done) {
                                finished.set_value(done);
                            }});
    return finished.get_future().get();
}

Result<void> Server::Impl::announce()
{
    HUB_TRYV(onWriter([this](Storage& storage) -> Result<void> {
        HUB_TRYV(rememberLockOut(storage, config_.maxFailedSignIns));
        return rememberEndpoints(storage, endpoints_);
    }));
    HUB_TRYV(owner_.announce(config_.readyFile.value_or(defaultReadyFile(folder_.path()))));
    log_.info("hub-started", {{"data", folder_.path().string()},
                              {"https", std::to_string(endpoints_.https.front())},
                              {"mqtts", std::to_string(endpoints_.mqtts)}});
    return success();
}

void Server::Impl::failed(const Error& error)
{
    log_.error("store-failed", {{"detail", error.detail}});
    const auto callback = onFailure_.with([](const auto& current) { return current; });
    if (callback) {
        callback(error);
    }
}

void Server::Impl::lockedOut(const Guard::Locked& locked)
{
    const std::string who = locked.id.empty() ? std::string("it")
                                              : "'" + locked.id + "' there";
    alerts_->raise({"lockedOut", locked.address,
                    "too many wrong credentials; " + who + " is locked out for " +
                        std::to_string(locked.time.count()) + " s",
                    Severity::Warning});
}

void Server::Impl::scheduleActivity(std::size_t thread)
{
    boost::asio::steady_timer& timer = *activityTimers_[thread];
    timer.expires_after(limits::kActivityFlush);
    timer.async_wait([this, thread](boost::system::error_code error) {
        if (!error) {
            flushActivity(thread);
            scheduleActivity(thread);
        }
    });
}

void Server::Impl::scheduleSweep()
{
    sweepTimer_->expires_after(limits::kCommandSweep);
    sweepTimer_->async_wait([this](boost::system::error_code error) {
        if (!error) {
            commands_->sweep();
            accessControl_->sweep();
            ipFilter_->sweep();
            keyUse_->sweep();
            jobs_->sweep();
            audit_->tick();
            scheduleSweep();
        }
    });
}

void Server::Impl::flushActivity(std::size_t thread)
{
    auto notes = gateways_[thread]->activity.take();
    if (notes.empty()) {
        return;
    }
    workers_->post(WriteJob{[notes = std::move(notes)](Storage& storage) {
                                return storage.identities().noteActivity(notes);
                            },
                            [this](const Result<void>& done) {
                                if (!done) {
                                    log_.warning("activity-not-stored",
                                                 {{"detail", done.error().detail}});
                                }
                            }});
}

void Server::Impl::onThread(std::size_t index, const std::function<void()>& work)
{
    std::promise<void> done;
    boost::asio::post(threads_.at(index), [&work, &done] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

template <class Condition>
void Server::Impl::waitFor(std::chrono::milliseconds atMost, Condition&& condition)
{
    const auto end = std::chrono::steady_clock::now() + atMost;
    while (!condition() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// Goodbyes first, then the axe for those that do not take them.
void Server::Impl::stopDevices()
{
    onThread(0, [this] {
        deviceListener_->stop();
        sweepTimer_->cancel();
        jobs_->stop();
        configurations_->stop();
        upkeep_->stop();
        if (alertHook_) {
            alertHook_->stop();
        }
    });
    methods_->stop();
    directory_.closeAll(CloseReason::HubStopping);
    waitFor(kFarewell, [this] { return deviceConnections_ == 0; });
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        onThread(i, [this, i] {
            deviceThreads_[i]->stop();
            activityTimers_[i]->cancel();
            flushActivity(i);
        });
    }
}

void Server::Impl::stop()
{
    if (std::exchange(stopped_, true)) {
        return;
    }
    owner_.withdraw();
    if (deviceListener_ && threads_.isRunning()) {
        stopDevices();
        http_->stop();
        waitFor(kStopPatience,
                [this] {
                    return http_->connectionCount() == 0 && jobs_->isIdle() &&
                           configurations_->isIdle();
                });
    }
    if (audit_ && threads_.isRunning()) {
        audit_->finish();
    }
    if (writer_) {
        if (upkeep_) {
            upkeep_->flush(limits::kMaxDeniedEntries);
        }
        if (keyUse_) {
            keyUse_->flush();
        }
        writer_->stop();
        readers_->stop();
    }
    threads_.stop();
    log_.info("hub-stopped", {});
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(Config config)
{
    const std::filesystem::path readyFile =
        config.readyFile.value_or(defaultReadyFile(config.dataFolder));
    HUB_TRY(DataFolder folder, DataFolder::open(config.dataFolder, readyFile));
    auto impl = std::make_unique<Impl>(std::move(config), std::move(folder));
    HUB_TRYV(impl->start());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

const Endpoints& Server::endpoints() const
{
    return impl_->endpoints();
}

std::string Server::ownerConnectionString() const
{
    return std::string(impl_->ownerConnectionString().reveal());
}

void Server::onFailure(std::function<void(Error)> callback)
{
    impl_->onFailure(std::move(callback));
}

void Server::stop()
{
    impl_->stop();
}

} // namespace hub
