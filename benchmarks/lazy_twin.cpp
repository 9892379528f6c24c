// A lazy twin of the event kernel for worlds without optional rules: the peer of the race.
//
// It takes the tables of `skydome.engagement.world.World` by address and writes the same rows. What
// makes it fast: one mask of feasible arms for each network, path and scan, so that asking whether
// a pair could launch is one load and one AND; a track that one radar kept over the reaction time
// settles whether it is firm; no track is kept; no division. Its arms are one missile type of one
// unit, numbered so that the lowest set bits are the first missile type in the doctrine's order.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

constexpr i32 NEVER = 1 << 30;
constexpr u64 GOLDEN = 0x9E3779B97F4A7C15ull;
enum Purpose : u64 { ARRIVAL = 1, PHASE = 2, DETECTION = 3, KILL = 4 };
enum Status : i32 { FLYING, KILLED, LEAKED };

inline u64 mix(u64 z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

inline u64 address(u64 purpose, u64 first, u64 second) {
  return purpose << 56 | first << 40 | second << 24;
}

inline u32 draw(u64 stream, u64 place) { return u32(mix(stream + place * GOLDEN) >> 33); }

// x / d for x below 2^16 without a division
struct Reciprocal {
  u64 factor = 0;
  explicit Reciprocal(i32 d = 1) : factor(((u64(1) << 32) + u64(d) - 1) / u64(d)) {}
  u32 of(i32 x) const { return u32(u64(u32(x)) * factor >> 32); }
};

}  // namespace

// The order of the fields is that of `lazy_twin.py`.
struct Tables {
  i64 scans, threats, radars, units, networks, launchers, missiles, labels, assets, paths, engagements,
      assessment;
  const i32 *threat_start, *threat_jitter, *threat_path, *threat_length, *threat_class, *threat_label,
      *threat_asset, *threat_hold, *threat_harms, *threat_viable, *threat_aimed;
  const i32 *radar_network, *radar_period, *radar_confirm_hits, *radar_confirm_looks, *radar_drop_misses;
  const i32 *detection_first;
  const i64 *detection_offset;
  const u32 *detection_threshold;
  const i32 *unit_network, *unit_reaction, *unit_limit, *unit_missile_channels, *unit_launcher,
      *unit_reserve, *unit_stock;
  const i32 *launcher_missile, *launcher_capacity, *launcher_reload;
  const i32 *flight_first;
  const i64 *flight_offset;
  const u16 *flight_scans, *flight_kill;
  const u32 *kill_threshold;
  const i32 *label_salvo, *label_reserved, *missile_order;
};

namespace {

struct Look {  // where the looks of a radar at a path are
  i64 base;    // of local scan 0 in the table
  i32 first, end;
};

struct Radar {
  i32 period, need, window, drop, network;
  Reciprocal by_period;
};

struct Arm {
  i32 unit, missile;
};

struct Shot {
  i32 unit, threat, salvo, next;
  u32 kill;
};

struct History {
  u32 bits;
  bool tracked;
};

class Twin {
 public:
  explicit Twin(const Tables& tables) : w(tables) {
    build_radars();
    build_masks();
    const auto threats = std::size_t(w.threats);
    for (i64 t = 0; t < w.threats; ++t) by_hold.emplace_back(w.threat_hold[t]);
    words = (w.threats + 63) / 64;
    arrival.resize(threats), status.resize(threats), ended.resize(threats), order.resize(threats);
    rank.resize(threats), engaged.resize(threats * w.networks), tracked.resize(threats);
    due.resize(std::size_t(w.scans * w.networks * words));
    ready_pairs.resize(std::size_t(w.networks * words));
    shot_head.resize(std::size_t(w.scans)), end_head.resize(std::size_t(w.scans));
    end_next.resize(threats), reload_due.resize(std::size_t(w.scans));
    fired_at.resize(threats * w.units);
    const auto units = std::size_t(w.units);
    used.resize(units), guided.resize(units), counted.resize(units);
    ready.resize(units * w.missiles), stock.resize(units * w.missiles);
    loaded.resize(std::size_t(w.launchers)), reload_at.resize(std::size_t(w.launchers));
    phase.resize(std::size_t(w.radars)), bits.resize(std::size_t(w.scans) + 16);
    shots.reserve(4096);
  }

  void play(u64 seed, u64 replication, i32* row) {
    reset(seed, replication, row);
    for (i32 scan = 0; scan < w.scans; ++scan) {
      resolve(scan);
      if (reload_due[scan]) reload(scan);
      for (i32 n = 0; n < w.networks; ++n) decide(n, scan);
      arrive(scan);
    }
    finish();
  }

  i64 draws = 0;

 private:
  const Tables w;
  std::vector<Radar> radar;
  std::vector<Look> look;                   // radars × paths
  std::vector<std::vector<i32>> radars_of;  // by network, in order; and the longest period first
  std::vector<std::vector<i32>> settling;
  std::vector<std::vector<i32>> units_of;
  std::vector<std::vector<Arm>> arms;  // by network
  std::vector<u32> type_mask;          // of one missile type, by network: its lowest bits
  std::vector<u32> masks;              // of feasible arms, by network, path and local scan
  std::vector<i64> mask_base;          // networks × paths
  std::vector<i32> opens, closes;      // networks × paths: first and last local scan of a launch
  std::vector<i32> reaction;           // by network
  std::vector<i64> flight_base;        // units × missiles × paths: of local scan 0
  std::vector<u32> unit_arms;          // units: bits of its arms
  std::vector<i32> unit_place;         // units: number in its network
  std::vector<Reciprocal> by_hold;
  i64 words = 0;

  u64 stream = 0;
  std::vector<i32> arrival, status, ended, order, rank, engaged, phase;
  std::vector<char> tracked, reload_due;
  std::vector<u64> due, ready_pairs;
  std::vector<i32> shot_head, end_head, end_next, fired_at, used, guided, counted, ready, stock, loaded,
      reload_at;
  std::vector<Shot> shots;
  std::vector<u32> able;  // networks × 2: arms that may fire, without and with the reserve
  std::vector<char> bits;
  i32 *counts = nullptr, *fired = nullptr, *hits = nullptr, *busy = nullptr, *saturated = nullptr,
      *first = nullptr, *outcomes = nullptr;

  void build_radars() {
    radars_of.resize(std::size_t(w.networks)), units_of.resize(std::size_t(w.networks));
    for (i32 r = 0; r < w.radars; ++r) {
      radar.push_back({w.radar_period[r], w.radar_confirm_hits[r], w.radar_confirm_looks[r],
                       w.radar_drop_misses[r], w.radar_network[r], Reciprocal(w.radar_period[r])});
      radars_of[std::size_t(w.radar_network[r])].push_back(r);
      for (i64 p = 0; p < w.paths; ++p) {
        const i64 row = r * w.paths + p, size = w.detection_offset[row + 1] - w.detection_offset[row];
        const i32 begin = w.detection_first[row];
        look.push_back({w.detection_offset[row] - begin, size ? begin : NEVER, i32(begin + size)});
      }
    }
    settling = radars_of;
    for (auto& own : settling)
      std::stable_sort(own.begin(), own.end(), [&](i32 a, i32 b) { return radar[a].period > radar[b].period; });
    for (i32 u = 0; u < w.units; ++u) units_of[std::size_t(w.unit_network[u])].push_back(u);
  }

  void build_masks() {
    able.resize(std::size_t(2 * w.networks)), unit_arms.resize(std::size_t(w.units));
    unit_place.resize(std::size_t(w.units));
    for (i64 row = 0; row < w.units * w.missiles * w.paths; ++row)
      flight_base.push_back(w.flight_offset[row] - w.flight_first[row]);
    for (i32 n = 0; n < w.networks; ++n) {
      const auto& own = units_of[std::size_t(n)];
      arms.emplace_back();
      reaction.push_back(own.empty() ? 0 : w.unit_reaction[own[0]]);
      type_mask.push_back((1u << own.size()) - 1);
      for (i64 place = 0; place < w.missiles; ++place)
        for (std::size_t at = 0; at < own.size(); ++at) {
          unit_arms[own[at]] |= 1u << arms.back().size();
          unit_place[own[at]] = i32(at);
          arms.back().push_back({own[at], w.missile_order[place]});
        }
      for (i64 p = 0; p < w.paths; ++p) build_mask(n, p);
    }
  }

  void build_mask(i32 n, i64 p) {
    i32 from = NEVER, to = -1;
    for (const Arm& arm : arms[std::size_t(n)]) {
      const i64 row = (arm.unit * w.missiles + arm.missile) * w.paths + p;
      const i32 length = i32(w.flight_offset[row + 1] - w.flight_offset[row]);
      if (length) from = std::min(from, w.flight_first[row]), to = std::max(to, w.flight_first[row] + length - 1);
    }
    mask_base.push_back(i64(masks.size()) - (to < 0 ? 0 : from));
    opens.push_back(from), closes.push_back(to);
    for (i32 local = from; local <= to; ++local) {
      u32 mask = 0, bit = 1;
      for (const Arm& arm : arms[std::size_t(n)]) {
        const i64 row = (arm.unit * w.missiles + arm.missile) * w.paths + p;
        const i64 at = w.flight_offset[row] + local - w.flight_first[row];
        if (at >= w.flight_offset[row] && at < w.flight_offset[row + 1] && w.flight_scans[at]) mask |= bit;
        bit <<= 1;
      }
      masks.push_back(mask);
    }
  }

  void reset(u64 seed, u64 replication, i32* row) {
    stream = mix(mix(seed + GOLDEN) + replication * GOLDEN);
    i32* at = row;
    const auto take = [&](i64 size) { return std::exchange(at, at + size); };
    counts = take(w.labels * 5), fired = take(w.missiles), hits = take(w.assets), busy = take(w.units);
    saturated = take(w.units), first = take(5), outcomes = take(w.labels * 6);
    std::fill(row, at, 0);
    std::fill(first, first + 5, NEVER);
    std::fill(shot_head.begin(), shot_head.end(), -1), std::fill(end_head.begin(), end_head.end(), -1);
    std::fill(due.begin(), due.end(), 0), std::fill(ready_pairs.begin(), ready_pairs.end(), 0);
    std::fill(reload_due.begin(), reload_due.end(), 0), std::fill(engaged.begin(), engaged.end(), 0);
    std::fill(fired_at.begin(), fired_at.end(), 0), std::fill(tracked.begin(), tracked.end(), 0);
    std::fill(reload_at.begin(), reload_at.end(), NEVER), std::fill(ready.begin(), ready.end(), 0);
    shots.clear(), draws = 0;
    for (i32 t = 0; t < w.threats; ++t) start(t);
    for (i32 t = 0; t < w.threats; ++t) rank[order[t]] = t;
    for (i32 r = 0; r < w.radars; ++r)
      phase[r] = i32(u64(draw(stream, address(PHASE, r, 0))) * radar[r].period >> 31);
    for (i32 u = 0; u < w.units; ++u) fill(u);
    for (i32 n = 0; n < w.networks; ++n)
      for (i32 t = 0; t < w.threats; ++t) {
        const i32 open = opens[n * w.paths + w.threat_path[t]];
        if (open != NEVER) wake(n, t, std::max(0, arrival[t] + std::max(0, open)));
      }
  }

  void start(i32 t) {
    const u64 late = u64(draw(stream, address(ARRIVAL, t, 0))) * u64(w.threat_jitter[t] + 1) >> 31;
    arrival[t] = w.threat_start[t] + i32(late);
    status[t] = FLYING;
    const i32 end = std::max(0, arrival[t] + w.threat_length[t]);
    ended[t] = std::min(end, i32(w.scans) - 1);
    if (end < w.scans) end_next[t] = std::exchange(end_head[end], t);
    if (arrival[t] < w.scans) ++counts[w.threat_label[t] * 5];
    i32 at = t;  // ties stay in the order of numbers
    const i32 due_at = arrival[t] + w.threat_length[t];
    for (; at > 0 && arrival[order[at - 1]] + w.threat_length[order[at - 1]] > due_at; --at)
      order[at] = order[at - 1];
    order[at] = t;
  }

  void fill(i32 u) {
    used[u] = guided[u] = counted[u] = 0;
    for (i64 k = 0; k < w.missiles; ++k) stock[u * w.missiles + k] = w.unit_stock[u * w.missiles + k];
    for (i32 l = w.unit_launcher[u]; l < w.unit_launcher[u + 1]; ++l) {
      loaded[l] = w.launcher_capacity[l];
      ready[u * w.missiles + w.launcher_missile[l]] += loaded[l];
    }
    take_stock(u);
  }

  // Note which arms of a unit may fire, without and with its reserve.
  void take_stock(i32 u) {
    const i32 n = w.unit_network[u];
    const bool can = used[u] < w.unit_limit[u] && guided[u] < w.unit_missile_channels[u];
    u32 spared = 0, all = 0, bit = 1u << unit_place[u];
    for (i64 place = 0; can && place < w.missiles; ++place) {
      const i64 k = w.missile_order[place];
      const i32 left = ready[u * w.missiles + k];
      all |= left > 0 ? bit : 0;
      spared |= left > w.unit_reserve[u * w.missiles + k] ? bit : 0;
      bit <<= units_of[std::size_t(n)].size();
    }
    able[2 * n] = (able[2 * n] & ~unit_arms[u]) | spared;
    able[2 * n + 1] = (able[2 * n + 1] & ~unit_arms[u]) | all;
  }

  void count(i32 u, i32 scan) {
    const i32 scans = scan - counted[u];
    busy[u] += used[u] * scans;
    saturated[u] += used[u] >= w.unit_limit[u] ? scans : 0;
    counted[u] = scan;
  }

  void wake(i32 n, i32 t, i32 scan) {
    if (scan < w.scans) due[(scan * w.networks + n) * words + rank[t] / 64] |= u64(1) << (rank[t] & 63);
  }

  void resolve(i32 scan) {
    for (i32 at = shot_head[scan]; at >= 0; at = shots[at].next) {
      const Shot& shot = shots[at];
      const i32 u = shot.unit, t = shot.threat;
      if (status[t] == FLYING) {
        const u64 place = address(KILL, u, t) + u64(fired_at[u * w.threats + t]);
        bool killed = false;
        for (i32 n = 0; n < shot.salvo; ++n) killed |= draw(stream, place + u64(n)) < shot.kill;
        if (killed) status[t] = KILLED, ended[t] = scan, ++counts[w.threat_label[t] * 5 + 3];
      }
      fired_at[u * w.threats + t] += shot.salvo;
      count(u, scan);
      used[u] -= 1, guided[u] -= shot.salvo;
      first[2] = std::min(first[2], scan);
      take_stock(u);
    }
  }

  void reload(i32 scan) {
    for (i32 u = 0; u < w.units; ++u)
      for (i32 l = w.unit_launcher[u]; l < w.unit_launcher[u + 1]; ++l)
        if (reload_at[l] == scan) {
          const i64 k = u * w.missiles + w.launcher_missile[l];
          loaded[l] = std::min(w.launcher_capacity[l], stock[k]);
          stock[k] -= loaded[l], ready[k] += loaded[l], reload_at[l] = NEVER;
          take_stock(u);
        }
  }

  // Let each pair that is ready decide, most urgent first. A pair that cannot launch stays ready;
  // one without a firm track, or with missiles in flight, leaves until it may be.
  void decide(i32 n, i32 scan) {
    u64* own = &ready_pairs[std::size_t(n * words)];
    const u64* more = &due[std::size_t((scan * w.networks + n) * words)];
    for (i64 word = 0; word < words; ++word) {
      own[word] |= more[word];
      if (!(able[2 * n] | able[2 * n + 1])) continue;
      for (u64 left = own[word]; left; left &= left - 1) {
        const i32 t = order[word * 64 + __builtin_ctzll(left)];
        const i64 path = n * w.paths + w.threat_path[t];
        const i32 local = scan - arrival[t];
        const u64 bit = left & -left;
        if (status[t] != FLYING || local > closes[path]) {
          own[word] &= ~bit;
          continue;
        }
        const u32 chances = masks[mask_base[path] + local] & able[2 * n + w.label_reserved[w.threat_label[t]]];
        if (!chances) continue;
        own[word] &= ~bit;
        const i32 firm = firm_from(n, t, scan);
        if (firm <= scan)
          launch(n, t, scan, chances);
        else
          wake(n, t, firm);
      }
    }
  }

  void launch(i32 n, i32 t, i32 scan, u32 chances) {
    const i32 label = w.threat_label[t], local = scan - arrival[t];
    const auto wide = i32(units_of[std::size_t(n)].size());
    const i32 lowest = __builtin_ctz(chances) / wide * wide;
    u32 same = chances & (type_mask[n] << lowest);
    Arm best{};
    i32 least = NEVER;
    for (; same; same &= same - 1) {
      const Arm& arm = arms[std::size_t(n)][__builtin_ctz(same)];
      const i64 row = (arm.unit * w.missiles + arm.missile) * w.paths + w.threat_path[t];
      const i32 flight = w.flight_scans[flight_base[row] + local];
      if (flight < least) least = flight, best = arm;
    }
    const i32 u = best.unit, k = best.missile;
    const i64 own = u * w.missiles + k, row = own * w.paths + w.threat_path[t];
    const i32 kept = w.label_reserved[label] ? 0 : w.unit_reserve[own];
    const i32 salvo =
        std::min({w.label_salvo[label], ready[own] - kept, w.unit_missile_channels[u] - guided[u]});
    take_missiles(u, k, salvo, scan);
    const u64 share = w.flight_kill[flight_base[row] + local];
    const u64 kill = w.kill_threshold[k * w.labels + w.threat_class[t]];
    const i32 meets = scan + least;
    if (meets < w.scans) {
      shots.push_back({u, t, salvo, shot_head[meets], u32(kill * share >> 15)});
      shot_head[meets] = i32(shots.size()) - 1;
    }
    count(u, scan);
    used[u] += 1, guided[u] += salvo;
    take_stock(u);
    fired[k] += salvo, outcomes[label * 6 + 5] += salvo;
    first[1] = std::min(first[1], scan);
    if (++engaged[n * w.threats + t] < w.engagements)
      wake(n, t, meets + i32(w.assessment));
  }

  void take_missiles(i32 u, i32 k, i32 salvo, i32 scan) {
    ready[u * w.missiles + k] -= salvo;
    for (i32 l = w.unit_launcher[u]; salvo; ++l) {
      if (w.launcher_missile[l] != k || !loaded[l]) continue;
      const i32 taken = std::min(salvo, loaded[l]);
      loaded[l] -= taken, salvo -= taken;
      const i32 full = scan + w.launcher_reload[l];
      if (!loaded[l] && stock[u * w.missiles + k] > 0) {
        reload_at[l] = full;
        if (full < w.scans) reload_due[full] = 1;
      }
    }
  }

  bool detects(i32 r, i32 t, i32 scan) {
    const Look& row = look[r * w.paths + w.threat_path[t]];
    const i32 local = scan - arrival[t];
    if (local < row.first || local >= row.end) return false;
    const u32 threshold = w.detection_threshold[row.base + local];
    if (!threshold) return false;
    ++draws;
    return draw(stream, address(DETECTION, r, t) + by_hold[t].of(local)) < threshold;
  }

  i32 last_look(i32 r, i32 scan) const {
    const Radar& a = radar[r];
    const i32 since = scan + phase[r] + a.period;
    return scan - (since - i32(a.by_period.of(since)) * a.period);
  }

  // Add a look to a history; return 1 if a track begins, -1 if it ends.
  static i32 update(const Radar& a, History& h, bool hit) {
    h.bits = (h.bits << 1 | u32(hit)) & 0xFFFF;
    if (h.tracked) {
      if (h.bits & ((1u << a.drop) - 1)) return 0;
      h = {0, false};
      return -1;
    }
    if (!hit || __builtin_popcount(h.bits & ((1u << a.window) - 1)) < a.need) return 0;
    h.tracked = true;
    return 1;
  }

  // The history and track of a radar after a scan, from looks backwards until they are conclusive.
  History reconstruct(i32 r, i32 t, i32 scan) {
    const Radar& a = radar[r];
    const i32 earliest = std::max(0, arrival[t] + look[r * w.paths + w.threat_path[t]].first);
    i32 count = 0, misses = 0;
    bool held = false, unbroken = true;
    for (i32 at = last_look(r, scan); at >= earliest && misses < std::max(a.window, a.drop) && !held; at -= a.period) {
      const bool hit = detects(r, t, at);
      bits[count++] = hit;
      misses = hit ? 0 : misses + 1;
      unbroken = unbroken && misses < a.drop;
      if (hit && unbroken) {
        i32 found = 0;
        for (i32 n = std::max(0, count - a.window); n < count; ++n) found += bits[n];
        held = found >= a.need;
      }
    }
    History h{0, held};
    for (i32 n = count - 1; n >= 0; --n) {
      if (held)
        h.bits = (h.bits << 1 | u32(bits[n])) & 0xFFFF;
      else
        update(a, h, bits[n]);
    }
    return h;
  }

  // The scan from which a pair's track is old enough, as far as can be known; not after it.
  i32 firm_from(i32 n, i32 t, i32 scan) {
    const auto& settle = settling[std::size_t(n)];
    const i32 back = std::max(-1, scan - reaction[n]);
    History then[32];
    for (std::size_t at = 0; at < settle.size(); ++at) {
      const i32 r = settle[at];
      then[r & 31] = reconstruct(r, t, back);
      History h = then[r & 31];
      for (i32 s = last_look(r, back) + radar[r].period; h.tracked && s <= scan; s += radar[r].period)
        update(radar[r], h, detects(r, t, s));
      if (h.tracked) {
        tracked[t] = 1;
        return scan;
      }
    }
    return firm_from_all(n, t, back, scan, then);
  }

  i32 firm_from_all(i32 n, i32 t, i32 back, i32 scan, History* then) {
    const auto& own = radars_of[std::size_t(n)];
    i32 next[32], holders = 0;
    for (i32 r : own) holders += then[r & 31].tracked, next[r & 31] = last_look(r, back) + radar[r].period;
    i32 since = holders ? back : NEVER;
    for (;;) {
      i32 soonest = NEVER, at = 0;
      for (i32 r : own)
        if (next[r & 31] < soonest) soonest = next[r & 31], at = r;
      if (soonest > scan) break;
      const i32 turn = update(radar[at], then[at & 31], detects(at, t, soonest));
      next[at & 31] += radar[at].period;
      holders += turn;
      if (turn > 0 && holders == 1) since = soonest;
      if (turn < 0 && holders == 0) since = NEVER;
    }
    if (since != NEVER) {
      tracked[t] = 1;
      return since + reaction[n];
    }
    i32 stop = std::min(scan + A_FEW, i32(w.scans));
    for (i32 r : own) stop = std::min(stop, confirmed(r, t, next[r & 31], stop, then[r & 31]));
    return stop + reaction[n];
  }

  static constexpr i32 A_FEW = 20;  // scans that are searched for the next track

  // The first scan of a confirmation, from a look on; ``stop`` if not before.
  i32 confirmed(i32 r, i32 t, i32 at, i32 stop, History h) {
    const i32 last = std::min(stop, arrival[t] + look[r * w.paths + w.threat_path[t]].end);
    for (; at < last; at += radar[r].period)
      if (update(radar[r], h, detects(r, t, at)) > 0) return at;
    return stop;
  }

  void arrive(i32 scan) {
    for (i32 t = end_head[scan]; t >= 0; t = end_next[t]) {
      if (status[t] != FLYING) continue;
      status[t] = LEAKED;
      ++counts[w.threat_label[t] * 5 + 4];
      if (w.threat_harms[t]) ++hits[w.threat_asset[t]], first[3] = std::min(first[3], scan);
    }
  }

  void finish() {
    for (i32 u = 0; u < w.units; ++u) count(u, i32(w.scans));
    for (i32 t = 0; t < w.threats; ++t) search(t);
    for (i32 n = 0; n < 5; ++n) first[n] = first[n] == NEVER ? -1 : first[n];
    for (i32 t = 0; t < w.threats; ++t) {
      const i32 label = w.threat_label[t];
      bool shot = false;
      for (i32 n = 0; n < w.networks; ++n) shot |= engaged[n * w.threats + t] > 0;
      counts[label * 5 + 1] += tracked[t], counts[label * 5 + 2] += shot;
      if (arrival[t] >= w.scans) continue;
      const i32 leaked = status[t] == LEAKED;
      i32* own = outcomes + label * 6;
      own[0] += w.threat_viable[t], own[1] += leaked * w.threat_viable[t];
      own[2] += w.threat_aimed[t], own[3] += leaked * w.threat_aimed[t];
      own[4] += leaked * shot;
    }
  }

  // The first detection and track of a threat, as far as they may be the raid's.
  void search(i32 t) {
    for (i32 r = 0; r < w.radars; ++r) {
      const Look& row = look[r * w.paths + w.threat_path[t]];
      const i32 stop = std::min(tracked[t] ? std::min(ended[t] + 1, first[0]) : ended[t] + 1, arrival[t] + row.end);
      const i32 begin = std::max(0, row.first == NEVER ? NEVER : arrival[t] + row.first);
      if (begin >= stop) continue;
      History h{0, false};
      for (i32 at = last_look(r, begin - 1) + radar[r].period; at < stop; at += radar[r].period) {
        const bool hit = detects(r, t, at);
        if (hit) first[4] = std::min(first[4], at);
        if (update(radar[r], h, hit) > 0) {
          tracked[t] = 1, first[0] = std::min(first[0], at);
          break;
        }
      }
    }
  }
};

}  // namespace

extern "C" {

void* lazy_twin_new(const Tables* tables) { return new Twin(*tables); }

void lazy_twin_free(void* twin) { delete static_cast<Twin*>(twin); }

// Fill one row a replication; return the detection draws of the last.
std::int64_t lazy_twin_run(void* twin, std::uint64_t seed, std::int64_t first, std::int64_t count,
                           std::int64_t width, std::int32_t* rows) {
  auto& own = *static_cast<Twin*>(twin);
  for (std::int64_t n = 0; n < count; ++n) own.play(seed, std::uint64_t(first + n), rows + n * width);
  return own.draws;
}
}
