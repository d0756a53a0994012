#include "domain/glob.h"

#include "domain/identity.h"

namespace hub {

Result<Glob> Glob::parse(std::string_view pattern)
{
    if (!isValidId(pattern)) {
        return fail(Errc::InvalidArgument,
                    "a pattern has 1 to 128 characters of ids; * stands for any, ? for one");
    }
    Glob glob;
    glob.prefix_ = pattern.substr(0, pattern.find_first_of("*?"));
    for (const char c : pattern) {
        if (c == '*') {
            glob.stays_.set(glob.length_);
            continue;
        }
        for (std::size_t each = 0; each < glob.takes_.size(); ++each) {
            if (c == '?' || static_cast<std::size_t>(c) == each) {
                glob.takes_[each].set(glob.length_);
            }
        }
        ++glob.length_;
    }
    return glob;
}

bool Glob::matches(std::string_view text) const
{
    if (!text.starts_with(prefix_)) {
        return false;
    }
    Places places(1);
    for (const char c : text) {
        const auto index = static_cast<unsigned char>(c);
        if (index >= takes_.size()) {
            return false;
        }
        places = ((places & takes_[index]) << 1) | (places & stays_);
        if (places.none()) {
            return false;
        }
    }
    return places.test(length_);
}

} // namespace hub
