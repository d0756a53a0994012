// Puts the hub together, in order of construction; taking it apart is the reverse.
#include "hub/server.h"

#include "server/alert_hook.h"
#include "server/capabilities.h"
#include "server/connection_limit.h"
#include "server/data_folder.h"
#include "server/http_entrance.h"
#include "server/hub_services.h"
#include "server/listeners.h"
#include "server/rekey.h"
#include "server/transfer_setup.h"

#include "admin/http_api.h"

#include "gateway/mqtt_gateway.h"

#include "net/device_listener.h"
#include "net/http_server.h"
#include "net/local_ca.h"

#include "services/listener_access.h"

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
          names_(namesOf(config_)),
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
    void buildDevices();
    void listenTo(net::BoundPort port, SSL_CTX* tls);
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
    const std::vector<std::string> names_; ///< that the hub answers to
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
    std::optional<AuditTrail> auditTrail_;
    std::optional<HubServices> services_;
    std::shared_ptr<TransferJobs> transferJobs_;

    std::optional<net::TlsContext> tls_;
    std::vector<std::unique_ptr<GatewayThread>> gateways_;
    std::vector<std::unique_ptr<net::DeviceThread>> deviceThreads_;
    std::vector<std::unique_ptr<boost::asio::steady_timer>> activityTimers_;
    std::unique_ptr<boost::asio::steady_timer> sweepTimer_;
    std::shared_ptr<AlertHook> alertHook_; ///< nullptr: alerts go nowhere
    std::atomic<std::size_t> deviceConnections_{0};
    std::vector<std::shared_ptr<net::DeviceListener>> deviceListeners_;
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
    services_->writer.start();
    services_->readers.start();
    HUB_TRYV(onWriter([this](Storage& storage) -> Result<void> {
        HUB_TRYV(services_->commands.recover(storage));
        return services_->jobs.recover(storage);
    }));
    threads_.start();
    for (const auto& listener : deviceListeners_) {
        listener->start();
    }
    http_->start();
    services_->eraser->wake();
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        onThread(i, [this, i] { scheduleActivity(i); });
    }
    onThread(0, [this] {
        services_->audit.reportStart();
        services_->jobs.start();
        services_->configurations.start();
        scheduleSweep();
        services_->upkeep.start();
    });
    return announce();
}

Result<void> Server::Impl::openStore()
{
    std::optional<BlobStorage> fileStorage;
    if (!config_.fileStorage.empty()) {
        HUB_TRY(fileStorage, parseBlobStorage(config_.fileStorage, config_.fileContainer));
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
    services_.emplace(HubServices::Parts{config_, names_, folder_.path(), threads_, events_, denials_,
                                         directory_, activeAccess_, live_, *auditTrail_, owner_, log_,
                                         clock_},
                      std::move(stores), fileStorage,
                      [this](const Error& error) { failed(error); });
    HUB_TRY(transferJobs_,
            makeTransferJobs(config_, fileStorage,
                             {threads_.at(0).get_executor(), services_->registry, services_->twins,
                              services_->access, services_->audit, services_->workers, log_,
                              clock_}));
    return success();
}

Result<void> Server::Impl::secure()
{
    HUB_TRY(const net::ServerCertificate files,
            net::prepareCertificates(folder_.path() / "tls", names_));
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
    buildDevices();
    listenTo(std::move(*bound.mqtts), tls_->handle());
    if (bound.plainMqtt) {
        listenTo(std::move(*bound.plainMqtt), nullptr);
    }
    buildHttp(std::move(bound.https));
    return success();
}

void Server::Impl::buildDevices()
{
    const net::DeviceLimits limits{config_.authenticationDeadline, connectionLimit(config_)};
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        gateways_.push_back(std::make_unique<GatewayThread>(
            GatewayServices{services_->sessions, services_->commands, services_->twins,
                            services_->methods, log_, clock_, config_.tokenExpiryGrace,
                            config_.closeOnUnknownFilter},
            *services_->shards[i]));
        GatewayThread& gateway = *gateways_.back();
        deviceThreads_.push_back(
            std::make_unique<net::DeviceThread>(net::DeviceThread::Parts{
                threads_.at(i),
                [&gateway](ConnectionPort& connection, const ConnectionInfo& info) {
                    return std::make_shared<MqttGateway>(gateway, connection, info);
                },
                limits, deviceConnections_}));
        activityTimers_.push_back(
            std::make_unique<boost::asio::steady_timer>(threads_.at(i).get_executor()));
    }
    sweepTimer_ = std::make_unique<boost::asio::steady_timer>(threads_.at(0).get_executor());
}

/// tls: nullptr = plain.
void Server::Impl::listenTo(net::BoundPort port, SSL_CTX* tls)
{
    deviceListeners_.push_back(std::make_shared<net::DeviceListener>(
        std::move(port), tls, threads_, deviceThreads_, gateOf(mqttAccess_), log_));
}

admin::ApiServices Server::Impl::apiServices()
{
    return {.registry = services_->registry,
            .keyRollover = services_->keyRollover,
            .keyUse = services_->keyUse,
            .twins = services_->twins,
            .queries = services_->queries,
            .authorities = services_->authorities,
            .history = services_->history,
            .eraser = *services_->eraser,
            .events = events_,
            .commands = services_->commands,
            .methods = services_->methods,
            .jobs = services_->jobs,
            .transferJobs = *transferJobs_,
            .configurations = services_->configurations,
            .access = services_->access,
            .people = services_->people,
            .accessControl = services_->accessControl,
            .accessGroups = services_->accessGroups,
            .ipFilter = services_->ipFilter,
            .denials = denials_,
            .alerts = services_->alerts,
            .sessions = directory_,
            .writer = services_->writer,
            .workers = services_->workers,
            .clock = clock_,
            .capabilities = capabilities_,
            .uploads = services_->uploads,
            .audit = services_->audit,
            .throttle = services_->throttle,
            .startedAt = clock_.wall()};
}

void Server::Impl::buildHttp(std::vector<net::BoundPort> ports)
{
    api_.emplace(apiServices(), log_);
    deviceHttp_.emplace(HttpGateway::Parts{services_->deviceAccess, services_->commands,
                                           services_->uploads, log_, clock_});
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
                      times, limits::kMaxHttpConnections, &deviceThreads_, gateOf(httpsAccess_),
                      [this](const net::HttpRequest& head) {
                          return entrance_->streamsBody(head);
                      }},
                  std::move(ports));
}

/// Waits for a change of the store.
Result<void> Server::Impl::onWriter(std::function<Result<void>(Storage&)> work)
{
    std::promise<Result<void>> finished;
    services_->workers.post(WriteJob{
        std::move(work), [&finished](const Result<void>& done) { finished.set_value(done); }});
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
    services_->alerts.raise({"lockedOut", locked.address,
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
            services_->commands.sweep();
            services_->accessControl.sweep();
            services_->ipFilter.sweep();
            services_->keyUse.sweep();
            services_->jobs.sweep();
            services_->audit.tick();
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
    services_->workers.post(WriteJob{
        [notes = std::move(notes)](Storage& storage) {
            return storage.identities().noteActivity(notes);
        },
        [this](const Result<void>& done) {
            if (!done) {
                log_.warning("activity-not-stored", {{"detail", done.error().detail}});
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
        for (const auto& listener : deviceListeners_) {
            listener->stop();
        }
        sweepTimer_->cancel();
        services_->jobs.stop();
        transferJobs_->stop();
        services_->configurations.stop();
        services_->upkeep.stop();
        if (alertHook_) {
            alertHook_->stop();
        }
    });
    services_->methods.stop();
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
    if (!deviceListeners_.empty() && threads_.isRunning()) {
        stopDevices();
        http_->stop();
        waitFor(kStopPatience,
                [this] {
                    return http_->connectionCount() == 0 && services_->jobs.isIdle() &&
                           transferJobs_->isIdle() && services_->configurations.isIdle();
                });
    }
    if (services_) {
        if (threads_.isRunning()) {
            services_->audit.finish();
        }
        services_->upkeep.flush(limits::kMaxDeniedEntries);
        services_->keyUse.flush();
        services_->writer.stop();
        services_->readers.stop();
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
