"""Trains the text embedder of samples/Search: `python -m samples.sentences OUT.pt2`.

Sentences are made here of patterns: each intent has several ways to say it and words to fill in. Those of one intent are to lie close
together. A text is the numbers of its words and of their groups of three letters, by a hash, so that words that were not
trained have a place too. Everything follows from the seed; a minute on one core.
"""

import random
import sys

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from piecewise_export.dims import VaryingDim, export_with_dims
from piecewise_export.recording import save_small

BUCKETS = 4096
WIDTH = 24

INTENTS = [
    (["how do I {cook} {dish}", "a recipe for {dish}", "what do I need to {cook} {dish}", "{dish} for dinner", "ingredients of {dish}"],
     {"cook": ["cook", "bake", "make", "prepare"], "dish": ["soup", "bread", "pasta", "a cake", "pancakes", "rice", "a salad", "pizza"]}),
    (["will it {fall} {when}", "the weather {when}", "do I need {cover} {when}", "how warm is it {when}", "forecast: {fall} {when}"],
     {"fall": ["rain", "snow", "storm"], "when": ["today", "tomorrow", "on sunday", "this week"],
      "cover": ["an umbrella", "a coat", "boots"]}),
    (["a {ride} to {place}", "when does the {ride} to {place} leave", "tickets for the {ride} to {place}", "how do I get to {place}",
      "travel to {place} by {ride}"],
     {"ride": ["train", "bus", "flight", "ferry"], "place": ["london", "paris", "the coast", "the airport", "rome", "the city"]}),
    (["my {thing} does not {work}", "the {thing} is broken", "how do I repair the {thing}", "{thing} shows an error",
      "the {thing} stopped, it won't {work}"],
     {"thing": ["computer", "laptop", "printer", "phone", "screen", "keyboard"], "work": ["work", "start", "turn on", "print"]}),
    (["I want my money back for {item}", "return {item}", "refund of {item}", "{item} came damaged, I paid too much",
      "how do I send back {item}"],
     {"item": ["the order", "the shoes", "a parcel", "this jacket", "the book", "my purchase"]}),
    (["I have {pain}", "a doctor for {pain}", "what helps against {pain}", "medicine for {pain}", "{pain} since yesterday"],
     {"pain": ["a headache", "a fever", "a cough", "a sore throat", "back pain", "a cold"]}),
    (["play {music}", "a song by {music}", "listen to {music}", "turn up the {music} music", "a concert of {music}"],
     {"music": ["jazz", "rock", "mozart", "the beatles", "piano", "an orchestra"]}),
    (["who won the {game}", "{game} results", "the score of the {game}", "when does the {game} begin", "players of the {game} team"],
     {"game": ["football match", "tennis final", "basketball game", "race", "chess tournament"]}),
    (["a mortgage from the {bank}", "open an account at the {bank}", "interest of my {bank} savings", "transfer money from my {bank}",
      "my {bank} card is lost"],
     {"bank": ["bank", "credit union", "branch"]}),
    (["learn {subject}", "a {subject} course", "homework in {subject}", "an exam in {subject}", "explain {subject} to me"],
     {"subject": ["mathematics", "history", "spanish", "physics", "grammar", "chemistry"]}),
]


def number(text):
    """FNV-1a over UTF-8, folded to a bucket: the C# program does the same."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value % BUCKETS


def tokens(text):
    """Numbers of a text's words and of the groups of three letters in them, with < and > at their ends."""
    found = []
    for word in "".join(c if c.isalnum() else " " for c in text.lower()).split():
        marked = f"<{word}>"
        found.append(number(marked))
        found += [number(marked[i:i + 3]) for i in range(len(marked) - 2)]
    return found


def sentence(intent, rng):
    patterns, words = INTENTS[intent]
    return rng.choice(patterns).format(**{name: rng.choice(choices) for name, choices in words.items()})


class Embedder(nn.Module):
    """i64 [tokens] to one vector [24] of length 1."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(BUCKETS, WIDTH)
        nn.init.normal_(self.table.weight, std=0.3)
        self.mix = nn.Sequential(nn.Linear(WIDTH, 32), nn.GELU(), nn.Linear(32, WIDTH))

    def forward(self, tokens):
        mean = self.table(tokens).mean(0)
        return {"embedding": F.normalize(mean + self.mix(mean), dim=0)}


def main(path, steps=500):
    torch.manual_seed(3)
    rng = random.Random(3)
    model = Embedder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for step in range(steps):
        # Two sentences of each intent: each has to find the other.
        pairs = [[model(torch.tensor(tokens(sentence(i, rng))))["embedding"] for _ in range(2)] for i in range(len(INTENTS))]
        left, right = (torch.stack([pair[k] for pair in pairs]) for k in range(2))
        loss = F.cross_entropy(left @ right.T * 12, torch.arange(len(INTENTS)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 99:
            print(f"step {step + 1}: loss {loss.item():.3f}")
    model.eval()
    example = torch.tensor(tokens("a song by mozart"))
    program, _ = export_with_dims(model, (example,), {}, [VaryingDim("tokens", 0, "count")])
    save_small(program, path)


if __name__ == "__main__":
    main(sys.argv[1])
