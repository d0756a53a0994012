// Several values to a key, in a table whose copies share what is the same in them: copying costs 256
// pointers, and a change copies one bucket. So a table of a hundred thousand entries can be replaced
// by a changed one while others still read it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hub {

/// One thread changes its own copy; copies that nobody changes can be read by all.
template <class Value>
class SharedTable final
{
public:
    void add(const std::string& key, Value value)
    {
        mutableBucket(key).emplace(key, std::move(value));
        ++size_;
    }

    /// Removes one value of the key.
    template <class Condition>
    bool remove(const std::string& key, Condition condition)
    {
        Bucket& bucket = mutableBucket(key);
        const auto [begin, end] = bucket.equal_range(key);
        for (auto each = begin; each != end; ++each) {
            if (condition(each->second)) {
                bucket.erase(each);
                --size_;
                return true;
            }
        }
        return false;
    }

    template <class Use>
    void forEach(const std::string& key, Use use) const
    {
        if (const auto& bucket = buckets_[indexOf(key)]) {
            const auto [begin, end] = bucket->equal_range(key);
            for (auto each = begin; each != end; ++each) {
                use(each->second);
            }
        }
    }

    std::size_t size() const { return size_; }

private:
    using Bucket = std::unordered_multimap<std::string, Value>;
    static constexpr std::size_t kBuckets = 256;

    static std::size_t indexOf(const std::string& key)
    {
        // Other bits than those by which the bucket places it.
        return (std::hash<std::string>()(key) >> 40U) % kBuckets;
    }

    Bucket& mutableBucket(const std::string& key)
    {
        std::shared_ptr<Bucket>& bucket = buckets_[indexOf(key)];
        if (!bucket) {
            bucket = std::make_shared<Bucket>();
        } else if (bucket.use_count() > 1) {
            bucket = std::make_shared<Bucket>(*bucket);
        }
        return *bucket;
    }

    std::array<std::shared_ptr<Bucket>, kBuckets> buckets_;
    std::size_t size_ = 0;
};

} // namespace hub
