'use strict';
const at = (id) => document.getElementById(id);
const messages = [];
const samples = [];
let leaving = null;

function headers() {
  const key = at('key').value.trim();
  return key ? { Authorization: `Bearer ${key}` } : {};
}

async function problemOf(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The server answered with status ${response.status}.`;
  }
}

function show(who, text) {
  const article = document.createElement('article');
  article.className = who === 'You' ? 'user' : 'model';
  const heading = document.createElement('h3');
  heading.textContent = who;
  const body = document.createElement('div');
  body.textContent = text;
  article.append(heading, body);
  at('log').append(article);
  return body;
}

// What the model thought, folded up before what it says.
function showThought(answer) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'Reasoning';
  const body = document.createElement('div');
  details.append(summary, body);
  answer.before(details);
  return body;
}

// The data of each event of a stream.
async function* events(response) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const parts = rest.split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const data = part.replace(/^data: /, '');
      if (data === '[DONE]') return;
      yield JSON.parse(data);
    }
  }
}

async function ask(text) {
  const chats = at('mode').value === 'chat';
  const settings = { temperature: Number(at('temperature').value), max_tokens: Number(at('tokens').value), stream: true };
  show('You', text);
  messages.push({ role: 'user', content: text });
  leaving = new AbortController();
  // Read to the end before it is told: a screen reader would stumble over single tokens.
  at('log').setAttribute('aria-busy', 'true');
  let answer = '';
  let thought = null;
  try {
    const response = await fetch(chats ? '/v1/chat/completions' : '/v1/completions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers() },
      body: JSON.stringify(chats ? { ...settings, messages } : { ...settings, prompt: text }),
      signal: leaving.signal,
    });
    if (!response.ok) throw new Error(await problemOf(response));
    const body = show('The model', '');
    for await (const event of events(response)) {
      if (event.error) throw new Error(event.error.message);
      const choice = event.choices[0];
      if (choice?.delta?.reasoning_content) {
        thought ??= showThought(body);
        thought.textContent += choice.delta.reasoning_content;
      }
      answer += choice?.delta?.content ?? choice?.text ?? '';
      body.textContent = answer;
      at('log').scrollTop = at('log').scrollHeight;
    }
  } catch (error) {
    if (error.name !== 'AbortError') {
      at('problem').textContent = error.message;
      at('problem').hidden = false;
    }
  } finally {
    leaving = null;
    at('log').setAttribute('aria-busy', 'false');
    if (answer) messages.push({ role: 'assistant', content: answer });
    else messages.pop();
  }
}

at('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = at('text').value;
  at('text').value = '';
  at('problem').hidden = true;
  at('send').disabled = true;
  at('stop').disabled = false;
  await ask(text);
  at('send').disabled = false;
  at('stop').disabled = true;
  at('text').focus();
});
at('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!at('send').disabled) at('form').requestSubmit();
  }
});
at('stop').addEventListener('click', () => leaving?.abort());
at('clear').addEventListener('click', () => {
  messages.length = 0;
  at('log').replaceChildren();
});

// Samples of Prometheus's text, by name without prefix and labels.
function read(text) {
  const figures = { time: performance.now() / 1000, ranges: {} };
  for (const line of text.split('\n')) {
    const match = /^piecewise:([a-z0-9_]+)\{model_name="((?:[^"\\]|\\.)*)"\} ([-+.0-9eE]+)$/.exec(line);
    if (match) {
      figures[match[1]] = Number(match[3]);
      figures.model = match[2];
    }
    const range = /^piecewise:engine_range_steps_total\{.*,range="([0-9]+)-([0-9]+)"\} ([0-9]+)$/.exec(line);
    if (range) figures.ranges[range[1] === range[2] ? range[1] : `${range[1]}–${range[2]}`] = Number(range[3]);
  }
  return figures;
}

async function look() {
  try {
    const response = await fetch('/metrics', { headers: headers() });
    if (!response.ok) throw new Error(await problemOf(response));
    const now = read(await response.text());
    samples.push(now);
    if (samples.length > 10) samples.shift();
    const change = (name) => now[name] - samples[0][name];
    const quotient = (above, below, digits, unit) => (below > 0 ? `${(above / below).toFixed(digits)}${unit}` : '–');
    at('model').textContent = now.model;
    at('rate').textContent = quotient(change('generation_tokens_total'), change('time'), 1, '');
    at('running').textContent = now.num_requests_running;
    at('waiting').textContent = now.num_requests_waiting;
    at('cache').textContent = `${(100 * now.kv_cache_usage_perc).toFixed(1)} %`;
    at('step').textContent = quotient(change('engine_step_tokens_total'), change('engine_steps_total'), 1, '');
    const steps = change('engine_steps_total');
    at('ranges').textContent = Object.entries(now.ranges)
      .map(([name, count]) => [name, count - (samples[0].ranges[name] ?? 0)]).filter(([, count]) => count > 0)
      .map(([name, count]) => `${name}: ${((100 * count) / steps).toFixed(0)} %`).join(', ') || '–';
    at('hits').textContent = quotient(100 * change('prefix_cache_hits_total'), change('prefix_cache_queries_total'), 0, ' %');
    at('first').textContent = quotient(
      1000 * change('time_to_first_token_seconds_sum'), change('time_to_first_token_seconds_count'), 0, ' ms');
    at('state').textContent = 'Asked for once a second; the figures are those of the last ten seconds.';
  } catch (error) {
    at('state').textContent = error.message;
  }
  setTimeout(look, 1000);
}
look();
