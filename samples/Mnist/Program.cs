using System.CommandLine;
using System.Text;
using Mnist;
using Spectre.Console;

var data = new Option<string>("--data")
{
    Description = "Directory of the four MNIST files (train-images-idx3-ubyte.gz, ..); the part that comes with the sample where not given.",
    HelpName = "DIR",
    DefaultValueFactory = static _ => Path.Combine(AppContext.BaseDirectory, "data"),
};
Option<int> epochs = Number("--epochs", "How often to go through the training images.", 5, least: 1);
Option<int> seed = Number("--seed", "From which first parameters and the order of images are drawn.", 1, least: int.MinValue);
Option<int> threads = Number("--threads", "Threads to train on; all of the machine's where not given.", Environment.ProcessorCount, least: 1);

var command = new RootCommand("Trains a convolutional network on handwritten digits, and shows what it has learnt.") { data, epochs, seed, threads };
command.SetAction((arguments, cancellation) =>
{
    Console.OutputEncoding = Encoding.UTF8;
    var settings = new Settings(
        arguments.GetRequiredValue(data), arguments.GetRequiredValue(epochs), arguments.GetRequiredValue(seed), arguments.GetRequiredValue(threads));
    try
    {
        Sample.Run(settings, AnsiConsole.Console, cancellation);
        return Task.FromResult(0);
    }
    catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return Task.FromResult(1);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine();
        return Task.FromResult(130); // as a shell reports Ctrl+C
    }
});
return await command.Parse(args).InvokeAsync();

static Option<int> Number(string name, string description, int value, int least)
{
    var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < least)
            result.AddError($"{name} is {result.GetValueOrDefault<int>()}; expected at least {least}.");
    });
    return option;
}
