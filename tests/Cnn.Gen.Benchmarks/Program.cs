using System.CommandLine;
using Cnn.Gen.Benchmarks;
using Cnn.Gen.Compiler.Schedules;

if (args is [StartTime.Argument, var network, var started])
{
    StartTime.Predict(network, started);
    return 0;
}

var images = new Option<int>("--images") { Description = "Images of a call.", DefaultValueFactory = static _ => 1 };
var threads = new Option<int>("--threads") { Description = "Threads of both.", DefaultValueFactory = static _ => 1 };
var isDouble = new Option<bool>("--double") { Description = "Double precision, against our own single precision instead." };
var avx2 = new Option<bool>("--avx2") { Description = "Without AVX-512 on our side, in a process of its own." };
var peak = new Option<bool>("--peak") { Description = "A column with the least time: the multiply-adds really executed, at the peak measured beside." };
var quick = new Option<bool>("--quick") { Description = "One call of each: to see that all of it runs." };
var write = new Option<bool>("--write") { Description = "Put the table into README.md and docs/performance.md." };

var inference = new Command("inference", "Predictions, against ONNX Runtime in the same process.") { images, threads, isDouble, avx2, peak, quick, write };
inference.SetAction(arguments =>
{
    (int ofCall, int ofBoth) = (arguments.GetRequiredValue(images), arguments.GetRequiredValue(threads));
    string options = (ofCall == 1 ? "" : $" --images {ofCall}") + (ofBoth == 1 ? "" : $" --threads {ofBoth}");
    if (arguments.GetValue(isDouble))
        Print("inference --double", new DoubleInference(RoundsOf(arguments, Rounds.Full)).Table(), arguments);
    else if (arguments.GetValue(avx2))
        Print($"inference{options} --avx2", WithoutAvx512($"inference{options} --peak", arguments), arguments);
    else
        Print($"inference{options}", new Inference(ofCall, ofBoth, arguments.GetValue(peak), RoundsOf(arguments, Rounds.Full)).Table(), arguments);
});

var layers = new Command("layers", "Single layers, against what the machine can do and against other ways to compute them.") { avx2, quick, write };
layers.SetAction(arguments =>
{
    if (arguments.GetValue(avx2))
        Print("layers --avx2", WithoutAvx512("layers", arguments), arguments);
    else
        Print("layers", new Layers(RoundsOf(arguments, Rounds.Short)).Table(), arguments);
});

var budget = new Command("budget", "The steps of the networks that are not as fast as they were meant to be, against what the machine can do.") { isDouble, quick, write };
budget.SetAction(arguments =>
{
    if (arguments.GetValue(isDouble))
        Print("budget --double", new DoubleStepTimes(RoundsOf(arguments, Rounds.Full)).Table(), arguments);
    else
        Print("budget", new StepTimes(RoundsOf(arguments, Rounds.Full)).Table(), arguments);
});

var scaling = new Command("scaling", "Convolutions of 1 to 256 channels, against ONNX Runtime.") { quick, write };
scaling.SetAction(arguments => Print("scaling", new Scaling(RoundsOf(arguments, Rounds.Short)).Table(), arguments));

var start = new Command("start", "The first prediction of a process.") { quick, write };
start.SetAction(arguments => Print("start", new StartTime(arguments.GetValue(quick) ? 1 : 9).Table(), arguments));

var onThreads = new Command("threads", "One thread against two on one image.") { quick, write };
onThreads.SetAction(arguments => Print("threads", new ThreadScaling(RoundsOf(arguments, Rounds.Full)).Table(), arguments));

var build = new Command("build", "What a ResNet-18 adds to a build: seconds, generated text, and the generator's own time.") { write };
build.SetAction(arguments => Print("build", new BuildTime().Table(), arguments));

var rounded = new Command("bfloat16", "Layers with weights as bfloat16, and what they cost the digits sample in accuracy.") { quick, write };
rounded.SetAction(arguments =>
{
    Print("bfloat16", new RoundedWeights(RoundsOf(arguments, Rounds.Full)).Table(), arguments);
    Console.WriteLine();
    Print("bfloat16 accuracy", (arguments.GetValue(quick) ? new RoundedDigits(Rounds.Quick, Seeds: 1, Epochs: 1) : new RoundedDigits(Rounds.Full, Seeds: 5, Epochs: 5)).Table(), arguments);
});

var fit = new Command("fit", "The coefficients of the model that chooses a convolution's algorithm, fitted to measurements; --write puts them into CostTable.cs too.") { quick, write };
fit.SetAction(arguments =>
{
    AlgorithmCosts costs = AlgorithmCosts.Table;
    Print("fit", new CostFit(RoundsOf(arguments, Rounds.Short)).Table(fitted => costs = fitted), arguments);
    if (arguments.GetValue(write) && !arguments.GetValue(quick))
        CostFile.Write(costs);
});

return new RootCommand("Speed. Random parameters, since time does not depend on them; run it on an otherwise idle machine.")
    { inference, layers, budget, scaling, start, onThreads, build, rounded, fit }.Parse(args).Invoke();

// The tables that this program prints in a process of its own, in which .NET does not see the processor's AVX-512.
IEnumerable<string> WithoutAvx512(string command, ParseResult arguments) =>
    Child.Run($"{command}{(arguments.GetValue(quick) ? " --quick" : "")}".Split(' '), ("DOTNET_EnableAVX512", "0"));

Rounds RoundsOf(ParseResult arguments, Rounds usual) => arguments.GetValue(quick) ? Rounds.Quick : usual;

void Print(string table, IEnumerable<string> lines, ParseResult arguments)
{
    var printed = new List<string>();
    foreach (string line in lines)
    {
        Console.WriteLine(line);
        printed.Add(line);
    }

    if (arguments.GetValue(write))
        Document.Replace(table + Machine.Kind, printed);
}
