using Cnn.Gen.Benchmarks;

// Batch 1, one thread, float. Weights are random on our side: time does not depend on them.
string[] wanted = args.Length == 0 ? ["inference"] : args;
foreach (string table in wanted)
{
    switch (table)
    {
        case "inference":
            Inference.Run();
            break;
        default:
            Console.Error.WriteLine($"There is no table \"{table}\"; there is: inference.");
            return 1;
    }
}

return 0;
