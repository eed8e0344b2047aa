// What is recorded in meeting mode goes through a queue in the browser: kept first, sent as soon as there is a network.
// Each record has a key made here, so that one sent twice is made once. Nothing leaves the queue but by the server's word.
"use strict";

const roomSetup = JSON.parse(document.getElementById("room-setup").textContent);

// One store per meeting and person. A browser that keeps nothing is told of, and works on in memory.
const roomStore = {
  name: (part) => `luodi-room ${roomSetup.meeting} ${roomSetup.me} ${part}`,
  memory: {},
  keeps: true,
  read(part, fallback) {
    try {
      const text = window.localStorage.getItem(this.name(part));
      if (text !== null) return JSON.parse(text);
    } catch {
      this.keeps = false;
    }
    return part in this.memory ? this.memory[part] : fallback;
  },
  write(part, value) {
    this.memory[part] = value;
    try {
      window.localStorage.setItem(this.name(part), JSON.stringify(value));
      this.keeps = true;
    } catch {
      this.keeps = false;
    }
  },
};

const RETRY = 4000;
const PATIENCE = 15000;

class RoomQueue extends EventTarget {
  constructor() {
    super();
    this.sending = false;
    this.trouble = "";
    if (!roomSetup.records) return;
    window.addEventListener("online", () => this.flush());
    window.addEventListener("storage", () => this.changed());
    document.addEventListener("visibilitychange", () => this.flush());
    window.setInterval(() => this.flush(), RETRY);
  }

  all() {
    return roomStore.read("queue", []);
  }

  waiting() {
    return this.all().filter((one) => !one.refused);
  }

  refused() {
    return this.all().filter((one) => one.refused);
  }

  // A record and where it goes. The same slot (an entry's state, its minutes) overwrites one that still waits.
  add(address, body, label, slot = "") {
    const key = body.key || newKey();
    const others = this.all().filter((one) => !slot || one.slot !== slot || one.refused);
    this.keep([...others, { key, address, body, label, slot, refused: "" }]);
    this.flush();
  }

  drop(key) {
    this.keep(this.all().filter((one) => one.key !== key));
  }

  refuse(key, sentence) {
    this.keep(this.all().map((one) => (one.key === key ? { ...one, refused: sentence } : one)));
  }

  keep(all) {
    roomStore.write("queue", all);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let next = this.waiting()[0]; next; next = this.waiting()[0]) {
        if (!(await this.send(next))) break;
      }
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  // True when the server has answered for good; false to try again later.
  async send(one) {
    let answer, said;
    try {
      answer = await fetch(one.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: JSON.stringify(one.body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      said = answer.redirected ? null : await answer.json().catch(() => null);
    } catch {
      this.trouble = "网络中断";
      return false;
    }
    if (answer.ok && said) {
      this.trouble = "";
      this.drop(one.key);
      this.dispatchEvent(new Event("sent"));
      return true;
    }
    if (answer.status >= 500 || answer.status === 429) {
      this.trouble = "服务器暂时没有应答";
      return false;
    }
    if (said && said.detail) {
      this.trouble = "";
      this.refuse(one.key, said.detail);
      return true;
    }
    this.trouble = "登录已结束，请在新窗口登录，登录后自动发送";
    window.htmx.trigger("#decided", "refresh"); // brings the new token once somebody has logged in
    return false;
  }
}

function token() {
  const field = document.querySelector("#decided [name=csrfmiddlewaretoken]");
  return field ? field.value : "";
}

// Random 128 bits as a UUID, also where crypto.randomUUID is missing (pages without HTTPS).
function newKey() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const roomQueue = new RoomQueue();
