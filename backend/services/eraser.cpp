#include "services/eraser.h"

namespace hub {

void Eraser::wake()
{
    auto started = std::make_shared<bool>(false);
    workers_.post(WriteJob{[self = shared_from_this(), started](Storage& storage) -> Result<void> {
                               if (self->place_) {
                                   return success();
                               }
                               *started = true;
                               return self->takeNextKey(storage);
                           },
                           [self = shared_from_this(), started](const Result<void>& done) {
                               if (*started) {
                                   self->stepped(done);
                               }
                           }});
}

void Eraser::goOn()
{
    workers_.post(
        WriteJob{[self = shared_from_this()](Storage& storage) { return self->step(storage); },
                 [self = shared_from_this()](const Result<void>& done) { self->stepped(done); }});
}

void Eraser::stepped(const Result<void>& done)
{
    if (!done) {
        place_.reset(); // tried again at the next wake
        log_.warning("erase-stopped", {{"detail", done.error().detail}});
    } else if (place_) {
        goOn();
    }
}

Result<void> Eraser::step(Storage& storage)
{
    HUB_TRY(place_->step, storage.events().erase(place_->key, place_->step));
    if (!place_->step.finished) {
        return success();
    }
    HUB_TRYV(storage.identities().noteErased(place_->key, clock_.wall()));
    return takeNextKey(storage);
}

Result<void> Eraser::takeNextKey(Storage& storage)
{
    HUB_TRY(const std::vector<DeviceKey> keys, storage.identities().keysToErase());
    place_ = keys.empty() ? std::nullopt : std::optional(Place{keys.front(), {}});
    return success();
}

} // namespace hub
