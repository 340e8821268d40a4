// An ASP.NET Core application with a language model in it: OpenAI's clients chat with it at /v1, its own pages by IChatClient.
// Run it with `dotnet run -c Release --project samples/Chat`; `npm cit --prefix samples/Chat` runs it and chats with it.
using Microsoft.Extensions.AI;
using Piecewise.Compiler;
using Piecewise.Extensions;
using Piecewise.Llm;
using Piecewise.Server;

var builder = WebApplication.CreateBuilder(args);
var file = builder.Configuration["Model"] ?? Path.Combine(AppContext.BaseDirectory, "jargon.pt2");

// The demonstration model continues texts and has no chat template of its own: the last message is what it continues.
const string Template = "{{ messages[-1].content }}";
builder.Services.AddPiecewiseChat(options =>
{
    options.Load = (_, cancellation) => LanguageModel.LoadAsync(file, cancellation: cancellation);
    options.ModelName = "jargon";
    options.ChatTemplate = Template;
    options.Engine = new EngineOptions { MaxSequences = 8 };
});
builder.Services.AddHealthChecks().AddPiecewise();

var app = builder.Build();
app.MapPiecewise(new ServerOptions { ModelName = "jargon", ChatTemplate = Template });
app.MapHealthChecks("/ready");
app.MapGet("/define/{word}", async (string word, IChatClient chat, CancellationToken cancellation) =>
{
    var answer = await chat.GetResponseAsync($"{word}: ", new ChatOptions { MaxOutputTokens = 40 }, cancellation);
    return answer.Text;
});
app.Run();
